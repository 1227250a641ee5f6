export { checkpointDigest, checkpointView, decisionOf, effectOf, fullVerdicts, ladderTimes } from './checkpoint.ts';
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
