import type { IncomingMessage, ServerResponse } from 'node:http';
import { attachmentDisposition, type LocalPlatform, safeContentType } from '../../lib/platform/local/index.ts';

/** Sends a stored file to whoever holds its signed address, as S3 does on AWS: always as a download, never to be run here. */
export async function serveFile(
  platform: LocalPlatform,
  publicUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(`${publicUrl}${request.url ?? ''}`);
  const file = url === null || request.method !== 'GET' ? undefined : await platform.files.verify(url);
  if (file?.outcome !== 'valid') {
    response.writeHead(file?.outcome === 'expired' ? 410 : 404, { 'content-type': 'text/plain' }).end('Not here.\n');
    return;
  }
  const bytes = await platform.blobs.get(file.workspaceId, file.digest);
  response.writeHead(200, {
    'content-type': safeContentType(file.contentType),
    'content-length': bytes.length,
    'content-disposition': attachmentDisposition(file.fileName),
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(bytes);
}
