import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

/** Who started the work tries to approve it, somebody else an older digest: both are refused, and then it is decided as it should be. */
export const ownWork: Scenario = {
  name: 'own work',
  agent: ({ turn }) => (turn === 0 ? [proposeBlock('Time to pay'), finish] : [finish]),
  async play(stage) {
    const { P } = stage.place;
    const task = { taskIntent: 'How long does a refund take?', taskType: 'research', agentType: 'research' };
    const begun = { ...task, approvalStrategy: 'final_only', autoExecute: true };
    const session = await stage.ask('reviewer', 'POST', `${P}/work-sessions`, begun);
    const review = await stage.untilReview(String(session.id));
    const own = await stage.tell('reviewer', 'POST', `${review.C}/approve`, { digest: review.digest });
    if (own.status !== 403) throw new Error(`I4: approving one's own work was answered ${own.status}`);
    const older = { digest: `sha256:${'0'.repeat(64)}` };
    const unseen = await stage.tell('reviewer2', 'POST', `${review.C}/approve`, older);
    if (unseen.body.code !== 'content_changed') throw new Error(`I1: other bytes were answered ${unseen.status}`);
    await stage.ask('reviewer2', 'POST', `${review.C}/approve`, { digest: review.digest });
    await stage.untilStatus(review.sessionId, 'approved');
  },
};
