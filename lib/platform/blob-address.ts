import { createHash } from 'node:crypto';
import { CountersignError } from '../errors.ts';

/** Where a blob lies within a bucket or folder. Both parts are safe as path segments. */
export interface BlobAddress {
  readonly workspaceId: string;
  readonly hex: string;
}

/** The longest life of a signed address that S3 accepts (7 days); the same for both hosts. */
export const maxSignedSeconds = 7 * 86_400;
const workspaceIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const digestPattern = /^sha256:([0-9a-f]{64})$/;

/** @throws RangeError for anything that could leave the workspace's folder: a programming error, never data. */
export function blobAddress(workspaceId: string, digest: string): BlobAddress {
  if (!workspaceIdPattern.test(workspaceId)) throw new RangeError('not a workspace id');
  const hex = digestPattern.exec(digest)?.[1];
  if (hex === undefined) throw new RangeError('not a digest of the form sha256:hex');
  return { workspaceId, hex };
}

/** `sha256:` + hex of the exact bytes. */
export const digestOfBytes = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** @throws CountersignError `internal` when the bytes are not what was stored under the digest. */
export function checkIntegrity(bytes: Uint8Array, digest: string): void {
  if (digestOfBytes(bytes) !== digest) throw new CountersignError('internal', `The stored file ${digest} is damaged.`);
}

export const missingBlob = (digest: string, cause?: unknown): CountersignError =>
  new CountersignError('internal', `The stored file ${digest} is missing.`, { cause });

export function checkSignedSeconds(seconds: number): void {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > maxSignedSeconds) {
    throw new RangeError(`a signed address lives 1 to ${maxSignedSeconds} seconds, not ${seconds}`);
  }
}
