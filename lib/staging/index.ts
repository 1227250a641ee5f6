export { Bundle, maxBundleBlocks, maxBundleDocuments, TaskType } from './schema.ts';
