export type { BlockStateChange, ChangeOrigin, KeptContent } from './block-changes.ts';
export { changeBlockState, createBlock, excerptOf, keepContent, statesFor, updateBlock } from './block-changes.ts';
export type { AppliedChange, Conflict, MutationOfChange, RowChange } from './changes.ts';
export { conflictOf } from './changes.ts';
export { archiveDocument, publishDocument, recordInsight, updateDocument } from './document-changes.ts';
export type { KnowledgeRow } from './knowledge-row.ts';
export {
  currentWrite,
  foldWrite,
  isHeldByAnother,
  readKnowledgeRow,
  releaseWrite,
  rowIsUnchanged,
  stagedWrite,
  visibleBody,
} from './knowledge-row.ts';
export {
  Asset,
  Block,
  BlockId,
  BlockState,
  BlockSummary,
  BlockVersion,
  blockStates,
  Content,
  CreateAsset,
  CreateBlock,
  CreateProject,
  DocumentId,
  DocumentState,
  DocumentSummary,
  DocumentVersion,
  documentStates,
  EditProject,
  GiveReason,
  ImportAnswer,
  ImportDocuments,
  Insight,
  KnowledgeDocument,
  KnowledgeType,
  MutationId,
  maxContentBytes,
  Project,
  ProjectId,
  ReviewId,
  Sha256,
  Title,
} from './schema.ts';
export {
  BlockBody,
  blockKey,
  DocumentBody,
  documentKey,
  findHead,
  Head,
  headRow,
  headWrite,
  knowledgePartition,
  projectListKey,
  projectPartition,
  versionKey,
  versionPartition,
} from './store.ts';
