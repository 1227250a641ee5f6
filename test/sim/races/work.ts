/** Agents and addresses that several races share. */
import type { Stage } from '../scenarios/stage.ts';
import { finish, proposeBlock, type Script, updateBlock } from '../world/agent.ts';

export const oneBlock: Script = ({ turn }) => (turn === 0 ? [proposeBlock('Time to pay'), finish] : [finish]);

/** Everybody updates the same block of the bundle. */
export const sameBlock: Script = ({ turn, text }) => {
  const block = text.match(/blk_[0-9A-Z]{26}/g)?.sort()[0] ?? '';
  return turn === 0 ? [updateBlock(block, 'Ten working days.'), finish] : [finish];
};

export const approveAs = (
  stage: Stage,
  person: string,
  { C, digest }: { readonly C: string; readonly digest: string },
) => stage.tell(person, 'POST', `${C}/approve`, { digest });

/** What a checkpoint has come to. */
export const statusOf = (
  { world, place }: Stage,
  review: { readonly sessionId: string; readonly checkpointId: string },
) => {
  const pk = `W#${place.workspaceId}#ses#${review.sessionId}`;
  return world.mirror.get('work', { pk, sk: `chk#${review.checkpointId}` })?.status;
};
