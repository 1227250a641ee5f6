import type { Write } from '../platform/index.ts';

/**
 * Given a use case's result, the writes that make a repeated request answer the same. They belong in the use case's first commit,
 * so that the effect and the memory of it stand or fall together. Empty when the caller gave no key.
 */
export type Remember<T> = (result: T) => Promise<readonly Write[]>;

/** For callers that have no request to remember, such as timers. */
export const rememberNothing = async (): Promise<readonly Write[]> => [];
