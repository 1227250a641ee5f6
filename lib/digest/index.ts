import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

export type Digest = `sha256:${string}`;

/** Lower-case hex SHA-256 of bytes or of a string's UTF-8. */
export const sha256Hex = (content: string | Uint8Array): string => hash('sha256', content);

/** `sha256:` + hex of the exact bytes. */
export const digestOfContent = (content: string | Uint8Array): Digest => `sha256:${sha256Hex(content)}`;

/** RFC 8785 canonical JSON. Members that are undefined are left out. @throws TypeError for what JSON cannot say (NaN, functions). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a value without a JSON form cannot be digested');
  return text;
}

/** `sha256:` + hex of the RFC 8785 form: equal for equal values, whatever the order of their members. */
export const digestOf = (value: unknown): Digest => digestOfContent(canonicalJson(value));
