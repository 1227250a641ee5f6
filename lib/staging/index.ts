export { beginIteration } from './begin-iteration.ts';
export { Bundle, maxBundleBlocks, maxBundleDocuments } from './schema.ts';
export type { StagingPorts } from './stage-bundle.ts';
export { stageBundle } from './stage-bundle.ts';
export type { BundleRow } from './store.ts';
export { findBundle, readBundle } from './store.ts';
