import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { hostContext } from '../../functions/middleware/host-context.ts';
import { handler as applyReview } from '../../functions/workflow/apply-review.ts';
import { handler as assessWork } from '../../functions/workflow/assess-work.ts';
import { handler as beginIteration } from '../../functions/workflow/begin-iteration.ts';
import { handler as closeSession } from '../../functions/workflow/close-session.ts';
import { handler as openCheckpoint } from '../../functions/workflow/open-checkpoint.ts';
import { handler as recordFailure } from '../../functions/workflow/record-failure.ts';
import { handler as runAgent } from '../../functions/workflow/run-agent.ts';
import { handler as stageBundle } from '../../functions/workflow/stage-bundle.ts';
import type { Json } from '../../lib/platform/index.ts';
import type { WorkflowDefinitions, WorkflowTask, WorkflowTasks } from '../../lib/platform/local/workflow/index.ts';

/** The same definitions that Step Functions runs. */
export const definitions: WorkflowDefinitions = {
  session: JSON.parse(readFileSync(new URL('../workflows/session.asl.json', import.meta.url), 'utf8')),
};

const inProcess =
  (handler: (payload: unknown, context: Context) => Promise<Json>): WorkflowTask =>
  (payload) =>
    handler(payload, hostContext);

/** The functions behind the definition's `${…}` names, in this process. */
export const tasks: WorkflowTasks = {
  applyReview: inProcess(applyReview),
  assessWork: inProcess(assessWork),
  beginIteration: inProcess(beginIteration),
  closeSession: inProcess(closeSession),
  openCheckpoint: inProcess(openCheckpoint),
  recordFailure: inProcess(recordFailure),
  runAgent: inProcess(runAgent),
  stageBundle: inProcess(stageBundle),
};
