import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { CountersignError } from '../../lib/errors.ts';
import type { Route } from '../api/route.ts';
import { parseJson } from './json-text.ts';
import { requireValid } from './require-valid.ts';

/** Imports and assets state their own. */
const defaultMaxBodyBytes = 1024 * 1024;
const jsonMediaType = /^application\/json(?:\s*;\s*charset=(?:"utf-8"|utf-8))?\s*$/i;

type BodyEvent = Pick<APIGatewayProxyEventV2, 'body' | 'headers' | 'isBase64Encoded'>;

/** `sent` is the JSON value as it came, `body` what the route's schema made of it. */
export interface ReadBody {
  readonly sent: unknown;
  readonly body: unknown;
}

/**
 * The body of a request. Without bytes it counts as `{}`, so that a command that needs no details needs no body.
 * @throws CountersignError `too_large`, `unsupported_media_type`, `malformed_request`, `invalid_request`, in this order.
 */
export function readBody(route: Pick<Route, 'body' | 'maxBodyBytes'>, event: BodyEvent): ReadBody {
  requireSize(event, route.maxBodyBytes ?? defaultMaxBodyBytes);
  if (route.body === undefined) return { sent: undefined, body: undefined };
  if ((event.body ?? '') === '') return emptyBody(route.body);
  requireJson(event.headers);
  const sent = parseJson(textOf(event));
  return { sent, body: requireValid(route.body, sent, 'body') };
}

function emptyBody(schema: NonNullable<Route['body']>): ReadBody {
  const parsed = schema.safeParse({});
  if (!parsed.success) throw new CountersignError('malformed_request', 'A JSON body is needed.');
  return { sent: undefined, body: parsed.data };
}

function requireSize(event: BodyEvent, maxBytes: number): void {
  const { body = '', isBase64Encoded } = event;
  const bytes = isBase64Encoded ? Buffer.byteLength(body, 'base64') : Buffer.byteLength(body);
  if (bytes > maxBytes) throw new CountersignError('too_large', `The body is larger than ${maxBytes} bytes.`);
}

function requireJson(headers: BodyEvent['headers']): void {
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    throw new CountersignError('unsupported_media_type', 'Bodies are taken without Content-Encoding.');
  }
  if (!jsonMediaType.test(headers['content-type'] ?? '')) {
    throw new CountersignError('unsupported_media_type', 'Bodies are taken as application/json.');
  }
}

function textOf({ body = '', isBase64Encoded }: BodyEvent): string {
  if (!isBase64Encoded) return body;
  const bytes = Buffer.from(body, 'base64');
  if (!isUtf8(bytes)) throw new CountersignError('malformed_request', 'The body is not UTF-8.');
  return bytes.toString('utf8');
}
