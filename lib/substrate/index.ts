export type { AssetFilter, AssetPorts } from './assets.ts';
export { assetRows, createAsset, findAsset, findAssets, listAssets, withAddress } from './assets.ts';
export type { BlockStateChange, ChangeOrigin, KeptContent } from './block-changes.ts';
export { changeBlockState, createBlock, excerptOf, keepContent, statesFor, updateBlock } from './block-changes.ts';
export type { AppliedChange, Conflict, MutationOfChange, RowChange } from './changes.ts';
export { conflictOf } from './changes.ts';
export { citedBy } from './citations.ts';
export type { ProjectPorts } from './create-project.ts';
export { createProject } from './create-project.ts';
export { archiveDocument, publishDocument, recordInsight, updateDocument } from './document-changes.ts';
export type { EditProjectCommand } from './edit-project.ts';
export { editProject } from './edit-project.ts';
export { findBlock, findDocument, findProject, projectOf } from './find.ts';
export type { ImportedFile, ImportedSection } from './imported-file.ts';
export { readImportedFiles, rememberImport } from './imported-file.ts';
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
export { listProjects } from './list-projects.ts';
export type { Section, SplitFile } from './markdown/split-file.ts';
export { splitFile } from './markdown/split-file.ts';
export type { ListOptions, ListPage, ProjectPlace, ReadPorts } from './read-at-head.ts';
export { atOneHead } from './read-at-head.ts';
export type { BlockFilter } from './read-blocks.ts';
export { getBlock, listBlocks } from './read-blocks.ts';
export { readContent, readContents } from './read-content.ts';
export { getDocument, listDocuments } from './read-documents.ts';
export { listInsights } from './read-insights.ts';
export { listBlockVersions, listDocumentVersions } from './read-versions.ts';
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
  headHasMoved,
  headRow,
  headWrite,
  knowledgePartition,
  projectListKey,
  projectPartition,
  versionKey,
  versionPartition,
} from './store.ts';
export type { VisibleRow } from './visible-rows.ts';
export { visibleBodies, visibleRows } from './visible-rows.ts';
