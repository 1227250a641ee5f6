import type { Route } from '../api/route.ts';
import type { Answer } from './api-request.ts';
import { entityTagOf, isHeld } from './entity-tag.ts';
import type { HttpResult } from './http-event.ts';

const notModified = 304;

/** An answer as the gateway takes it. Single resources carry an ETag; a GET whose caller holds that one already gets 304. */
export function resultOf(route: Route, answer: Answer, ifNoneMatch: string | undefined): HttpResult {
  const headers: Record<string, string> = { ...answer.headers };
  if (answer.location !== undefined) headers.location = answer.location;
  if (answer.content !== undefined) {
    headers['content-type'] ??= mediaTypeOf(route, answer.status);
    return { statusCode: answer.status, headers, body: answer.content };
  }
  const json = answer.json ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body));
  if (json === undefined) return { statusCode: answer.status, headers };
  headers['content-type'] = 'application/json';
  if (isSingleResource(route, answer.status)) {
    const tag = entityTagOf(answer.body ?? JSON.parse(json));
    headers.etag = tag;
    if (route.method === 'GET' && isHeld(ifNoneMatch, () => tag))
      return { statusCode: notModified, headers: { etag: tag } };
  }
  return { statusCode: answer.status, headers, body: json };
}

/** What GET, PUT and PATCH show, and what was created; answers of commands are events, and lists move under the reader. */
export const isSingleResource = (route: Route, status: number): boolean =>
  route.operation !== 'public' &&
  route.query?.shape.cursor === undefined &&
  (status === 201 || (status === 200 && route.method !== 'POST' && route.method !== 'DELETE'));

function mediaTypeOf(route: Route, status: number): string {
  const type = route.answers[status];
  if (typeof type !== 'string') throw new Error(`the route ${route.path} declares no media type for ${status}`);
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
