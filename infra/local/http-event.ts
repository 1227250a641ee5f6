import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { HttpEvent } from '../../functions/middleware/http-event.ts';

/** What the event says beyond the request itself. */
export interface Routed {
  /** `$default` where no route matches, as API Gateway says it. */
  readonly routeKey: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** A request in API Gateway's payload format 2.0. The path stays percent-encoded; repeated headers are joined as Node does. */
export function httpEventOf(request: IncomingMessage, { routeKey, params, body, receivedAt }: Routed): HttpEvent {
  const { path, query } = addressOf(request);
  const { cookies, headers } = headersOf(request);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers,
    ...(cookies === undefined ? {} : { cookies }),
    ...(query === '' ? {} : { queryStringParameters: joinedParameters(query) }),
    ...(Object.keys(params).length === 0 ? {} : { pathParameters: params }),
    ...bodyOf(body),
    requestContext: {
      accountId: 'embedded',
      apiId: 'embedded',
      domainName: headers.host ?? '',
      domainPrefix: 'embedded',
      http: {
        method: request.method ?? '',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: '',
      routeKey,
      stage: '$default',
      time: new Date(receivedAt).toUTCString(),
      timeEpoch: receivedAt,
    },
  };
}

/** Path and query of the request line, as they came. */
export function addressOf({ url = '/' }: Pick<IncomingMessage, 'url'>): {
  readonly path: string;
  readonly query: string;
} {
  const start = url.indexOf('?');
  return start === -1 ? { path: url, query: '' } : { path: url.slice(0, start), query: url.slice(start + 1) };
}

function headersOf(request: IncomingMessage): { cookies: string[] | undefined; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && name !== 'cookie') headers[name] = typeof value === 'string' ? value : value.join(',');
  }
  const cookies = request.headers.cookie?.split(';').map((cookie) => cookie.trim());
  return { cookies, headers };
}

/** The gateway joins repeated parameters by commas; the product reads the raw query. */
function joinedParameters(query: string): Record<string, string> {
  const joined: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) {
    const before = joined[name];
    joined[name] = before === undefined ? value : `${before},${value}`;
  }
  return joined;
}

/** As text where it is text; else in base64, so that nothing is lost and the product sees that it is not UTF-8. */
function bodyOf(body: Buffer): Pick<HttpEvent, 'body' | 'isBase64Encoded'> {
  if (body.length === 0) return { isBase64Encoded: false };
  return isUtf8(body)
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}
