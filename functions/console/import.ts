/** Bringing files in, apart from the other pages: what reads Markdown and YAML is as large as all of them together. */
import { pageFunction } from '../middleware/page.ts';
import { importDocuments, importForm } from './project/import-page.tsx';

export const handler = pageFunction('console/import', { importForm, importDocuments });
