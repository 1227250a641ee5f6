import type { Table } from '../../lib/platform/index.ts';
import type { WorkspaceId } from '../../lib/identity/index.ts';
import type { ParametersOf } from './path-parameters.ts';

/** What the ids before it in the path gave; each is known to exist and to belong to the one before it. */
interface Place {
  readonly table: Table;
  readonly workspaceId: WorkspaceId;
  readonly params: Readonly<Record<string, string>>;
}

/** How each id of a path is looked up, in the order of the path: [name among `located`, finder]. */
export const finders = {} satisfies Readonly<
  Record<string, readonly [noun: string, find: (place: Place, id: string) => Promise<unknown>]>
>;

type Finders = typeof finders;
/** `located` of a path: what each of its ids stands for. */
export type LocatedOf<Path extends string> = {
  readonly [N in ParametersOf<Path> & keyof Finders as NounOf<Finders[N]>]: FoundBy<Finders[N]>;
};
type NounOf<F> = F extends readonly [infer Noun extends string, unknown] ? Noun : never;
type FoundBy<F> = F extends readonly [string, (...given: never[]) => Promise<infer Found>]
  ? NonNullable<Found>
  : never;
