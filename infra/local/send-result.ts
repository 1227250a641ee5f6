import type { ServerResponse } from 'node:http';
import type { HttpResult } from '../../functions/middleware/http-event.ts';

/** Writes an answer in payload format 2.0 to the line. */
export function sendResult(response: ServerResponse, result: HttpResult, method: string | undefined): void {
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8');
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
  if (result.cookies !== undefined && result.cookies.length > 0) response.setHeader('set-cookie', result.cookies);
  response.statusCode = result.statusCode ?? 200;
  if (!isBodiless(response.statusCode)) response.setHeader('content-length', body.length);
  response.end(method === 'HEAD' ? undefined : body);
}

const isBodiless = (status: number): boolean => status === 204 || status === 304;
