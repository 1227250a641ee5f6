import { notFound } from '../../../lib/errors.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { assets } from './asset-paths.ts';

/** Their names change with their content, so they are kept for ever. */
export async function asset({ params }: PageRequest<'asset'>): Promise<HttpResult> {
  const found = assets.get(params.file);
  if (found === undefined) throw notFound();
  const headers = { 'content-type': found.contentType, 'cache-control': 'public, max-age=31536000, immutable' };
  return { statusCode: 200, headers, body: found.content };
}
