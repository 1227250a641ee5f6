export type { KeyedRequest } from './recall.ts';
export { fingerprintOf, keyIsUnused, recall, rememberingWrites, StoredAnswer } from './recall.ts';
export type { Remember } from './remember.ts';
export { rememberNothing } from './remember.ts';
