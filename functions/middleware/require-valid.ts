import type * as z from 'zod';
import { type FieldError, invalidRequest } from '../../lib/errors.ts';

/** More mistakes than a person mends at once are not listed. */
const maxErrors = 50;
const maxNameCharacters = 100;

/** Parses what came from outside. @throws CountersignError `invalid_request` with a pointer for each mistake. */
export function requireValid<T>(schema: z.ZodType<T>, given: unknown, part: 'body' | 'query'): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues.flatMap((issue) => fieldErrors(issue, part)).slice(0, maxErrors));
}

function fieldErrors(issue: z.core.$ZodIssue, part: 'body' | 'query'): readonly FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key], part), message: 'is not known here' }));
  }
  return [{ pointer: pointerOf(issue.path, part), message: issue.message.slice(0, 500) }];
}

/** RFC 6901 for bodies, `?name` for queries. */
function pointerOf(path: readonly PropertyKey[], part: 'body' | 'query'): string {
  const names = path.map((name) => String(name).slice(0, maxNameCharacters));
  if (part === 'query') return `?${names.join('.')}`;
  return names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
