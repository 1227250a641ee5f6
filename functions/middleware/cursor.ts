/** A page's place in a list, as callers hold it: opaque, good for one query only, and evident when tampered with. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { CountersignError } from '../../lib/errors.ts';
import type { Secrets } from '../../lib/platform/index.ts';

/** What a cursor is good for; the page size may change from page to page. */
export interface CursorScope {
  readonly path: string;
  readonly principalId: string;
  readonly query: Readonly<Record<string, unknown>> | undefined;
}

const proofBytes = 24;

export async function sealCursor(secrets: Secrets, scope: CursorScope, inner: string): Promise<string> {
  const proof = proofOf(await secrets.get('cursor-key'), scope, inner);
  return `${Buffer.from(inner).toString('base64url')}.${proof.toString('base64url')}`;
}

/** @throws CountersignError `malformed_request` for a cursor that this query never gave. */
export async function openCursor(secrets: Secrets, scope: CursorScope, cursor: string): Promise<string> {
  const [, sealed, given] = /^([\w-]+)\.([\w-]+)$/.exec(cursor) ?? [];
  if (sealed === undefined || given === undefined) throw startAgain();
  const inner = Buffer.from(sealed, 'base64url').toString('utf8');
  // Compared with what is given back, so that there is one spelling only.
  const expected = await sealCursor(secrets, scope, inner);
  const same = expected.length === cursor.length && timingSafeEqual(Buffer.from(expected), Buffer.from(cursor));
  if (!same) throw startAgain();
  return inner;
}

/** Also for lists whose state a cursor pinned and which can't honour it any longer. */
export const startAgain = (): CountersignError =>
  new CountersignError('malformed_request', 'This cursor is not good any longer: start again without one.');

function proofOf(key: string, { path, principalId, query }: CursorScope, inner: string): Buffer {
  const { limit: _limit, cursor: _cursor, ...filters } = query ?? {};
  const filterList = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const message = JSON.stringify([path, principalId, filterList, inner]);
  return createHmac('sha256', key).update(message).digest().subarray(0, proofBytes);
}
