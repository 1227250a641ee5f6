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
