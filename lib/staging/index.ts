export { Bundle, maxBundleBlocks, maxBundleDocuments } from './schema.ts';
