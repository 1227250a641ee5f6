import { finish, updateBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

/** The block moves under the work: nothing is decided, and the agent works on from the new one. */
export const staleBase: Scenario = {
  name: 'stale base',
  agent({ turn, text, artifacts }) {
    // Always the same one, in whatever order the bundle shows them.
    const block = text.match(/blk_[0-9A-Z]{26}/g)?.sort()[0] ?? '';
    if (turn === 0) return [updateBlock(block, 'Ten working days.'), finish];
    // No two sessions say the same, or the second one's would change nothing.
    const revises = artifacts[0] ?? '';
    return [updateBlock(block, `Eleven working days, as ${revises} found.`, { revises }), finish];
  },
  async play(stage) {
    const { P } = stage.place;
    const first = await stage.untilReview(await stage.startWork());
    const artifact = await stage.ask(
      'reviewer',
      'GET',
      `${P}/work-sessions/${first.sessionId}/artifacts/${first.artifactIds[0]}`,
    );
    await stage.ask('reviewer', 'POST', `${P}/blocks/${artifact.targetBlockId}/lock`, {});
    const editing = await stage.startWork();
    const other = await stage.untilReview(editing);
    await stage.ask('reviewer', 'POST', `${other.C}/approve`, { digest: other.digest });
    const refused = await stage.tell('reviewer', 'POST', `${first.C}/approve`, { digest: first.digest });
    if (refused.status !== 409) throw new Error(`a stale base was answered ${refused.status}`);
    const words = { digest: first.digest, feedback: 'The block has moved.' };
    await stage.ask('reviewer', 'POST', `${first.C}/request-changes`, words);
    const second = await stage.untilReview(first.sessionId, first.checkpointId);
    await stage.ask('reviewer', 'POST', `${second.C}/approve`, { digest: second.digest });
    await stage.untilStatus(first.sessionId, 'approved');
  },
};
