import { hash } from 'node:crypto';
import { canonicalJson } from '../../lib/digest/index.ts';
import { CountersignError } from '../../lib/errors.ts';

/** A strong ETag: what was just made and what is read back later have the same, whatever the order of their members. */
export const entityTagOf = (representation: unknown): string =>
  `"${hash('sha256', canonicalJson(representation), 'base64url').slice(0, 27)}"`;

/** If-None-Match: whether the caller holds it already. Compared weakly, as proxies that compress make tags weak. */
export function isHeld(ifNoneMatch: string | undefined, tag: () => string): boolean {
  if (ifNoneMatch === undefined) return false;
  const held = tagsOf(ifNoneMatch);
  return held.includes('*') || held.map(withoutWeakness).includes(tag());
}

/** If-Match. @throws CountersignError `precondition_failed` */
export function requireMatch(ifMatch: string | undefined, current: unknown): void {
  if (ifMatch === undefined) return;
  const accepted = tagsOf(ifMatch);
  const matches = current !== undefined && (accepted.includes('*') || accepted.includes(entityTagOf(current)));
  if (!matches) throw new CountersignError('precondition_failed', 'It has changed since you read it. Read it again.');
}

const tagsOf = (header: string): readonly string[] => header.split(',').map((tag) => tag.trim());
const withoutWeakness = (tag: string): string => (tag.startsWith('W/') ? tag.slice(2) : tag);
