/** AWS Signature Version 4 (IAM User Guide, "Create a signed AWS API request"). Pure: the same request at the same time is signed the same. */
import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Comes with the credentials of a role. */
  readonly sessionToken?: string;
}

/** What a signature is good for: one service in one region, from this moment on. */
export interface SigningScope {
  readonly credentials: Credentials;
  readonly region: string;
  /** As AWS names it in signatures: `dynamodb`, `s3`, `ses`. */
  readonly service: string;
  /** Epoch milliseconds, of the real time. */
  readonly nowMs: number;
}

export interface SignableRequest {
  readonly method: string;
  /** Path and query as they are sent, percent-encoded. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const algorithm = 'AWS4-HMAC-SHA256';
/** Whoever uses a signed address can not know the hash of what it sends. */
const unsignedPayload = 'UNSIGNED-PAYLOAD';

/** @returns the headers to send: those given, and what proves who sends them. */
export function signedHeaders(request: SignableRequest, scope: SigningScope): Record<string, string> {
  const { date, isoDate } = datesOf(scope.nowMs);
  const payloadHash = sha256(request.body);
  const headers: Record<string, string> = {
    ...request.headers,
    'x-amz-date': isoDate,
    ...(scope.credentials.sessionToken !== undefined && { 'x-amz-security-token': scope.credentials.sessionToken }),
    // Only S3 asks for it; it compares the hash with what arrived.
    ...(scope.service === 's3' && { 'x-amz-content-sha256': payloadHash }),
  };
  const signed = { ...headers, host: request.url.host };
  const signature = signatureOf({ ...request, headers: signed }, payloadHash, scope);
  const credential = `${scope.credentials.accessKeyId}/${scopeText(date, scope)}`;
  return {
    ...headers,
    authorization: `${algorithm} Credential=${credential}, SignedHeaders=${namesOf(signed)}, Signature=${signature}`,
  };
}

/** @returns an address that carries the right to make this one request without a body, for so many seconds. */
export function signedAddress(url: URL, expiresInSeconds: number, scope: SigningScope): string {
  const { date, isoDate } = datesOf(scope.nowMs);
  const query: Record<string, string> = {
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': `${scope.credentials.accessKeyId}/${scopeText(date, scope)}`,
    'X-Amz-Date': isoDate,
    'X-Amz-Expires': String(expiresInSeconds),
    'X-Amz-SignedHeaders': 'host',
    ...(scope.credentials.sessionToken !== undefined && { 'X-Amz-Security-Token': scope.credentials.sessionToken }),
  };
  const signed = new URL(url);
  signed.search = [url.search.slice(1), queryText(Object.entries(query))].filter((part) => part !== '').join('&');
  const request = { method: 'GET', url: signed, headers: { host: url.host }, body: '' };
  signed.search = `${signed.search}&X-Amz-Signature=${signatureOf(request, unsignedPayload, scope)}`;
  return signed.href;
}

/** RFC 3986: everything but unreserved characters, which is more than `encodeURIComponent` encodes. */
export const encodePart = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export const queryText = (parameters: readonly (readonly [string, string])[]): string =>
  parameters.map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`).join('&');

function signatureOf(request: SignableRequest, payloadHash: string, scope: SigningScope): string {
  const { date, isoDate } = datesOf(scope.nowMs);
  const canonical = [
    request.method,
    canonicalPath(request.url, scope.service),
    canonicalQuery(request.url),
    ...sorted(Object.entries(request.headers)).map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    namesOf(request.headers),
    payloadHash,
  ].join('\n');
  const toSign = [algorithm, isoDate, scopeText(date, scope), sha256(canonical)].join('\n');
  const parts = [date, scope.region, scope.service, 'aws4_request'];
  const key = parts.reduce<string | Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${scope.credentials.secretAccessKey}`,
  );
  return createHmac('sha256', key).update(toSign).digest('hex');
}

/** S3 signs the path as it is sent, all others encode it once more. */
const canonicalPath = (url: URL, service: string): string =>
  service === 's3' ? url.pathname : url.pathname.split('/').map(encodePart).join('/');

const canonicalQuery = (url: URL): string => url.search.slice(1).split('&').sort().join('&');

const scopeText = (date: string, { region, service }: SigningScope): string =>
  `${date}/${region}/${service}/aws4_request`;

const namesOf = (headers: Readonly<Record<string, string>>): string => Object.keys(headers).sort().join(';');

const sorted = (entries: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] =>
  entries.toSorted(([left], [right]) => (left < right ? -1 : 1));

/** `20261121T101500Z`, and the day of it. */
function datesOf(nowMs: number): { readonly date: string; readonly isoDate: string } {
  const isoDate = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  return { date: isoDate.slice(0, 8), isoDate };
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
