export type { Remember } from './remember.ts';
export { rememberNothing } from './remember.ts';
