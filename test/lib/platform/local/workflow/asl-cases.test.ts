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
  it('are valid Amazon States Language', () => {
    // As branches of one machine: the validator takes far longer to begin than to read. A machine needs unique names.
    const branches = aslCases.map((aslCase) => {
      const { QueryLanguage: _, ...branch } = definitionOf(aslCase);
      return branch;
    });
    const machine = { All: { Type: 'Parallel', Branches: branches, End: true } };
    const text = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'All', States: machine });

    const { errors } = validateAsl(JSON.parse(text.replaceAll(/\$\{(\w+)\}/g, '$1')));

    expect(errors.filter((error) => error['Error code'] !== 'DUPLICATE_STATE_NAMES')).toEqual([]);
  });
});
