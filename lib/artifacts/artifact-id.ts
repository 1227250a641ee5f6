/** Ids of artifacts, and of what they become: derived, so that nothing can be made twice, and sortable by time. */
import { createHash } from 'node:crypto';
import { decodeTime, encodeTime } from 'ulid';
import { type Timestamp, timestamp } from '../identity/index.ts';

/** A tool call: the `call`-th (from 0) of a turn that began at `startedAtMs`. */
export interface Origin {
  readonly sessionId: string;
  readonly turn: number;
  readonly call: number;
  readonly startedAtMs: number;
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeCharacters = 10;
const hashCharacters = 16;
const bitsPerCharacter = 5n;

/** `art_` + the turn's start as ULIDs write time + 80 bits of SHA-256 over session, turn and call. */
export function artifactIdOf({ sessionId, turn, call, startedAtMs }: Origin): `art_${string}` {
  const hash = createHash('sha256').update(`${sessionId}\n${turn}\n${call}`).digest('hex');
  const bits = BigInt(`0x${hash}`) >> (256n - bitsPerCharacter * BigInt(hashCharacters));
  const characters = Array.from({ length: hashCharacters }, (_, place) => {
    const digit = (bits >> (bitsPerCharacter * BigInt(hashCharacters - 1 - place))) & 31n;
    return crockford.charAt(Number(digit));
  });
  return `art_${encodeTime(startedAtMs, timeCharacters)}${characters.join('')}`;
}

const bodyOf = (artifactId: string): string => artifactId.slice('art_'.length);

/** The block that an applied block proposal becomes. */
export const blockIdOf = (artifactId: string): `blk_${string}` => `blk_${bodyOf(artifactId)}`;
/** The document that an applied document creation becomes. */
export const documentIdOf = (artifactId: string): `doc_${string}` => `doc_${bodyOf(artifactId)}`;
/** When the artifact was first proposed: the start of its turn. */
export const proposedAt = (artifactId: string): Timestamp => timestamp(decodeTime(bodyOf(artifactId)));
