import * as z from 'zod';
import { digestOf } from '../digest/index.ts';
import { CountersignError } from '../errors.ts';
import { rememberedRequests } from '../identity/index.ts';
import type { Blobs, Clock, Key, Table, Write } from '../platform/index.ts';

/** Kept a day and a half, so that a client that gives up after 24 h is never surprised (at least 24 h are promised). */
const keptSeconds = 36 * 3_600;
/** Larger answers go to Blobs, so that the commit stays small. */
const maxInlineBytes = 8 * 1024;
/** The name of the condition under which a request is remembered; it fails for the later of two equal requests at once. */
export const keyIsUnused = 'idempotency key is unused';

/** An answer as it is kept and given again. `text` is the exact body. */
export const StoredAnswer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  text: z.string().optional(),
});
export type StoredAnswer = z.infer<typeof StoredAnswer>;

const RequestRow = z.object({
  fingerprint: z.string(),
  answer: StoredAnswer,
  textDigest: z.string().optional(),
});

/** One request with a key, within its scope: workspace (or none), principal, key. */
export interface KeyedRequest {
  readonly workspaceId: string | undefined;
  readonly principalId: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
}

interface Ports {
  readonly table: Table;
  readonly blobs: Blobs;
  readonly clock: Clock;
}

/** Equal for equal requests: method, path and the body's value. */
export const fingerprintOf = (method: string, path: string, body: unknown): string =>
  digestOf({ method, path, body: body ?? null });

/** The answer that the same request got before. @throws CountersignError `idempotency_key_reused` when the key came with another request. */
export async function recall(
  ports: Pick<Ports, 'table' | 'blobs'>,
  request: KeyedRequest,
): Promise<StoredAnswer | undefined> {
  const row = await ports.table.get('work', requestKey(request));
  if (row === undefined) return undefined;
  const { fingerprint, answer, textDigest } = RequestRow.parse(row);
  if (fingerprint !== request.fingerprint) {
    throw new CountersignError(
      'idempotency_key_reused',
      'This Idempotency-Key came with another request before. Use a new key for a new request.',
    );
  }
  if (textDigest === undefined || request.workspaceId === undefined) return answer;
  const bytes = await ports.blobs.get(request.workspaceId, textDigest);
  return { ...answer, text: Buffer.from(bytes).toString('utf8') };
}

/** What a use case has to write so that the request is known when it comes again. */
export async function rememberingWrites(
  ports: Ports,
  request: KeyedRequest,
  answer: StoredAnswer,
): Promise<readonly Write[]> {
  const expiresAt = Math.ceil(ports.clock.now() / 1000) + keptSeconds;
  const kept = await keptForm(ports.blobs, request, answer);
  return [
    {
      kind: 'put',
      table: 'work',
      row: { ...requestKey(request), fingerprint: request.fingerprint, ...kept, expiresAt },
      conditions: [{ is: 'absent', name: keyIsUnused }],
    },
  ];
}

async function keptForm(blobs: Blobs, { workspaceId }: KeyedRequest, { text, ...rest }: StoredAnswer) {
  if (text === undefined) return { answer: rest };
  if (workspaceId === undefined || Buffer.byteLength(text) <= maxInlineBytes) return { answer: { ...rest, text } };
  return { answer: rest, textDigest: await blobs.put(workspaceId, text, 'application/json') };
}

const requestKey = ({ workspaceId, principalId, idempotencyKey }: KeyedRequest): Key => ({
  pk: rememberedRequests(principalId, workspaceId),
  sk: idempotencyKey,
});
