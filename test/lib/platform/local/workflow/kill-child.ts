/** The process that kill.test.ts kills: an engine over a file, whose tasks report each call to the parent. */
import { createSystemClock } from '../../../../../lib/platform/clock.ts';
import { createIds } from '../../../../../lib/platform/ids.ts';
import type { Json } from '../../../../../lib/platform/index.ts';
import { openDatabase } from '../../../../../lib/platform/local/database.ts';
import { createLocalWorkflowEngine, type WorkflowTasks } from '../../../../../lib/platform/local/workflow/index.ts';
import { aslCases, definitionOf } from '../../../../support/asl-cases.ts';

const [, , path = '', caseName = ''] = process.argv;
const aslCase = aslCases.find(({ name }) => name === caseName);
if (aslCase === undefined) throw new Error(`no such case: ${caseName}`);

const report = (message: Json): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
const returns = (task: string, payload: Json): Json => {
  const attempt = typeof payload === 'object' && payload !== null && 'attempt' in payload ? Number(payload.attempt) : 0;
  const answer = aslCase.tasks?.[task]?.[attempt];
  return answer !== undefined && 'returns' in answer ? answer.returns : null;
};

const clock = createSystemClock();
const tasks: WorkflowTasks = Object.fromEntries(
  ['stage', 'run', 'open', 'close', 'fail'].map((task) => [
    task,
    async (payload, { taskToken }) => {
      await report({ task, payload: taskToken === undefined ? payload : null });
      if (taskToken !== undefined) await engine.wake(taskToken, { decision: 'approved' });
      return returns(task, payload);
    },
  ]),
);
const engine = createLocalWorkflowEngine({
  database: openDatabase(path),
  clock,
  ids: createIds(clock),
  log: { info: () => undefined, error: () => undefined },
  definitions: { session: definitionOf(aslCase) },
  tasks,
});
await engine.resume();
await engine.start('session', 'one', aslCase.input ?? {});
await engine.idle();
await report({ ended: (await engine.describe('session', 'one'))?.status ?? 'unknown' });
process.exit(0);
