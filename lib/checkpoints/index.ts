export { afterOpening } from './after-opening.ts';
export { assessArtifacts, targetsOf, undecidedArtifacts } from './assess-artifacts.ts';
export { checkpointDigest, checkpointView, decisionOf, effectOf, fullVerdicts, ladderTimes } from './checkpoint.ts';
export { listCheckpoints, listInbox, viewCheckpoint } from './list-checkpoints.ts';
export type { Notice } from './notice.ts';
export { noticeKey, noticeWrites } from './notice.ts';
export type { Opened, OpenPorts, Waiting } from './open-checkpoint.ts';
export { openCheckpoint } from './open-checkpoint.ts';
export type { OpenCheckpoint } from './schema.ts';
export {
  Checkpoint,
  CheckpointId,
  CheckpointView,
  Decision,
  InboxItem,
  maxArtifactsPerCheckpoint,
  ReviewedArtifact,
  Vote,
} from './schema.ts';
export {
  allCheckpoints,
  checkpointHasMoved,
  checkpointKey,
  checkpointWrite,
  findCheckpoint,
  inboxPartition,
  listCheckpointRows,
  newCheckpointWrite,
  readCheckpoint,
  readTokens,
  readVotes,
  tokenWrite,
  voteIsNew,
  voteWrite,
} from './store.ts';
export { assertLinkIsEnough, assertMayDecide, eligibleMembers, isLinkEnough, mayDecide } from './who-may-decide.ts';
