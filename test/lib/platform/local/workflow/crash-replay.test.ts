/**
 * A kill at every commit: the process ends just before it, or just after it and before anybody hears of it.
 * The rest of the case then runs in a new engine over the same file, and must end as if nothing had happened.
 */
import * as fc from 'fast-check';
import { type Database, openDatabase } from '../../../../../lib/platform/local/database.ts';
import type { LocalWorkflowEngine } from '../../../../../lib/platform/local/workflow/index.ts';
import { type AslCase, aslCases } from '../../../../support/asl-cases.ts';
import { type CaseWorld, createCaseWorld, executionName } from './case-world.ts';

interface Crash {
  /** The write at which it happens, counted from 0 since the process began. */
  readonly at: number;
  readonly moment: 'before the commit' | 'after the commit';
}

interface Outcome {
  readonly description: unknown;
  /** Without repetitions, since a task may be called more than once. */
  readonly calls: readonly string[];
  readonly commits: number;
}

/** A task that was interrupted has all its time again, so a case may take longer than without the kill. */
const restSeconds = [60, 60, 60];

const never = new Promise<never>(() => undefined);

/** A process's view of the database that goes dead at the crash: nothing it asks for is ever answered again. */
function dieAt(
  database: Database,
  crash: Crash | undefined,
): { readonly mortal: Database; readonly died: Promise<'died'> } {
  const death = Promise.withResolvers<'died'>();
  let writes = 0;
  return {
    died: death.promise,
    mortal: {
      ...database,
      async write(work) {
        const number = writes++;
        if (crash === undefined || number < crash.at) return database.write(work);
        if (number === crash.at && crash.moment === 'after the commit') await database.write(work);
        death.resolve('died');
        return never;
      },
    },
  };
}

type Step = (engine: LocalWorkflowEngine) => Promise<void>;

function stepsOf(aslCase: AslCase, world: CaseWorld): Step[] {
  const start: Step = (engine) => engine.start('session', executionName, aslCase.input ?? {});
  const happenings = (aslCase.happenings ?? []).map((happening): Step => {
    if ('afterSeconds' in happening) {
      // Time passes once, however often the process is started again.
      let passed = 0;
      return (engine) => world.pass(engine, passed++ === 0 ? happening.afterSeconds : 0);
    }
    return async (engine) => {
      await engine.wake(world.tokens[happening.token - 1] ?? '', happening.wake);
    };
  });
  const rest = restSeconds.map(
    (seconds): Step =>
      (engine) =>
        world.pass(engine, seconds),
  );
  return [start, ...happenings, ...rest].map((step) => async (engine) => {
    await step(engine);
    await world.settled(engine);
  });
}

/** Runs a case in as many processes as there are crashes, and one more. */
async function runWithCrashes(aslCase: AslCase, crashes: readonly Crash[]): Promise<Outcome> {
  const database = openDatabase(':memory:');
  const world = createCaseWorld(aslCase);
  const steps = stepsOf(aslCase, world);
  let commits = 0;
  const counted: Database = { ...database, write: (work) => database.write(work).finally(() => commits++) };
  let done = 0;
  for (let life = 0; done < steps.length; life += 1) {
    const { mortal, died } = dieAt(counted, crashes[life]);
    const engine = world.openEngine(mortal);
    const live = async (): Promise<void> => {
      await engine.resume();
      await world.settled(engine);
      for (const step of steps.slice(done)) {
        await step(engine);
        done += 1;
      }
    };
    await Promise.race([live(), died]);
    if (done === steps.length) {
      const description = await engine.describe('session', executionName);
      await engine.close();
      database.close();
      return { description, calls: [...new Set(world.calls.map((call) => JSON.stringify(call)))], commits };
    }
    void engine.close();
    // What the dead had queued before is on disk or lost when the next one looks, never later.
    await database.write(() => undefined);
  }
  throw new Error('a case has at least one step');
}

const withoutCommits = ({ description, calls }: Outcome) => ({ description, calls });

describe('an execution whose process is killed', () => {
  it.each(aslCases)('at any commit ends as if it had not been: $name', async (aslCase) => {
    const undisturbed = await runWithCrashes(aslCase, []);

    for (let at = 0; at < undisturbed.commits; at += 1) {
      for (const moment of ['before the commit', 'after the commit'] as const) {
        const outcome = await runWithCrashes(aslCase, [{ at, moment }]);
        expect({ at, moment, ...withoutCommits(outcome) }).toEqual({ at, moment, ...withoutCommits(undisturbed) });
      }
    }
  });

  it('several times in a row ends as if it had not been', async () => {
    const crash = fc.record({
      at: fc.nat({ max: 8 }),
      moment: fc.constantFrom<Crash['moment']>('before the commit', 'after the commit'),
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...aslCases), fc.array(crash, { maxLength: 5 }), async (aslCase, crashes) => {
        const outcome = await runWithCrashes(aslCase, crashes);
        expect(withoutCommits(outcome)).toEqual(withoutCommits(await runWithCrashes(aslCase, [])));
      }),
      { numRuns: 300 },
    );
  });
});
