import validateAsl from 'asl-validator';
import { type Database, openDatabase } from '../../../../../lib/platform/local/database.ts';
import type { LocalWorkflowEngine } from '../../../../../lib/platform/local/workflow/index.ts';
import { type AslCase, aslCases, definitionOf } from '../../../../support/asl-cases.ts';
import { type CaseWorld, createCaseWorld, executionName } from './case-world.ts';

describe('the local workflow engine', () => {
  let database: Database;
  let engine: LocalWorkflowEngine;

  afterEach(async () => {
    await engine.close();
    database.close();
  });

  it.each(aslCases)('$name', async (aslCase) => {
    const world = createCaseWorld(aslCase);
    database = openDatabase(':memory:');
    engine = world.openEngine(database);

    await engine.start('session', executionName, aslCase.input ?? {});
    await world.settled(engine);
    await letHappen(aslCase, world, engine);

    const { status, error, cause, calls } = aslCase;
    if (calls !== undefined) expect(world.calls).toEqual(calls);
    expect(await engine.describe('session', executionName)).toMatchObject({
      status,
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
  });
});

async function letHappen({ happenings = [] }: AslCase, world: CaseWorld, engine: LocalWorkflowEngine): Promise<void> {
  for (const happening of happenings) {
    if ('wake' in happening) {
      expect(await engine.wake(world.tokens[happening.token - 1] ?? '', happening.wake)).toBe(happening.answer);
      await world.settled(engine);
    } else {
      await world.pass(engine, happening.afterSeconds);
      if (happening.calls !== undefined) expect(world.calls).toHaveLength(happening.calls);
    }
  }
}

describe('the cases', () => {
  it.each(aslCases)('are valid Amazon States Language: $name', (aslCase) => {
    const definition = JSON.stringify(definitionOf(aslCase)).replaceAll(/\$\{(\w+)\}/g, '$1');

    const { errors } = validateAsl(JSON.parse(definition));

    expect(errors).toEqual([]);
  });
});
