import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Checkpoint, findCheckpoint } from '../checkpoints/index.ts';
import { sha256Hex } from '../digest/index.ts';
import { findMember, type StoredMember } from '../identity/index.ts';
import type { Clock, Secrets, Table } from '../platform/index.ts';
import { findLink, type StoredLink } from './store.ts';

/** Longer than any token of ours; what is longer is not looked up. */
const maxTokenLength = 100;
const hourMs = 3_600_000;
/** A link lives at most this long, whatever the policy's ladder says (reliability: default 72 h, maximum 7 days). */
export const maxLinkHours = 7 * 24;

const mac = (key: string, ...parts: readonly string[]): string =>
  createHmac('sha256', key).update(parts.join('\n')).digest('base64url');

/** The token of a recipient's link to a checkpoint: HMAC(secret, link id), made again whenever a mail is rendered, and never stored. */
export async function linkToken(secrets: Secrets, checkpointId: string, principalId: string): Promise<string> {
  return mac(await secrets.get('link-key'), 'link', checkpointId, principalId);
}

export interface OpenedLink {
  readonly link: StoredLink;
  readonly checkpoint: Checkpoint;
  /** undefined when the recipient has left the workspace */
  readonly recipient: StoredMember | undefined;
  /** The link itself has become too old, whatever became of the checkpoint. */
  readonly isOutdated: boolean;
}

/** What a token of a mailed link opens; undefined for everything that is not one of ours (one constant 404). Reads only. */
export async function openLink(
  ports: { readonly table: Table; readonly clock: Clock },
  token: string,
): Promise<OpenedLink | undefined> {
  if (token.length > maxTokenLength) return undefined;
  const link = await findLink(ports.table, token);
  if (!link) return undefined;
  const [checkpoint, recipient] = await Promise.all([
    findCheckpoint(ports.table, link.workspaceId, link.sessionId, link.checkpointId),
    findMember(ports.table, link.workspaceId, link.principalId),
  ]);
  if (!checkpoint) return undefined;
  return {
    link,
    checkpoint,
    recipient,
    isOutdated: ports.clock.now() >= Date.parse(link.createdAt) + maxLinkHours * hourMs,
  };
}

const hourOf = (epochMs: number): number => Math.floor(epochMs / hourMs);
const nonceOf = (key: string, token: string, digest: string, hour: number): string =>
  mac(key, 'nonce', sha256Hex(token), digest, String(hour));

/** What a page rendered from the link carries into its form: HMAC over link, digest and hour. */
export async function makeNonce(
  ports: { readonly secrets: Secrets; readonly clock: Clock },
  token: string,
  digest: string,
): Promise<string> {
  return nonceOf(await ports.secrets.get('link-key'), token, digest, hourOf(ports.clock.now()));
}

/** Whether a nonce was made for this link and digest in any hour of the link's life. */
export async function isOurNonce(
  ports: { readonly secrets: Secrets; readonly clock: Clock },
  given: { readonly token: string; readonly digest: string; readonly nonce: string; readonly createdAt: string },
): Promise<boolean> {
  const key = await ports.secrets.get('link-key');
  const first = hourOf(Date.parse(given.createdAt));
  const last = Math.min(hourOf(ports.clock.now()), first + maxLinkHours);
  const received = Buffer.from(given.nonce);
  for (let hour = last; hour >= first; hour -= 1) {
    const expected = Buffer.from(nonceOf(key, given.token, given.digest, hour));
    if (expected.length === received.length && timingSafeEqual(expected, received)) return true;
  }
  return false;
}
