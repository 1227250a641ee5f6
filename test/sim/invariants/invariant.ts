import type { Json, Row } from '../../../lib/platform/index.ts';
import type { Place } from '../scenarios/place.ts';
import type { Commit, RowChange } from '../world/mirror.ts';
import type { World } from '../world/world.ts';

/** Something that must hold of every run. What it finds it tells the run: `world.violate`. */
export interface Invariant {
  /** As reliability numbers them. */
  readonly ids: readonly string[];
  /** Whether `atRest` sends requests of its own. */
  readonly sends?: boolean;
  /** Looks at a commit as soon as it is made. */
  onCommit?(commit: Commit, world: World): void;
  /** Looks at everything once the run has come to rest. */
  atRest?(world: World, place: Place): Promise<void> | void;
}

/** A member of a row as text; the empty text where there is none. */
export const text = (row: Row | undefined, member: string): string => {
  const value = row?.[member];
  return typeof value === 'string' ? value : '';
};

/** A member of a row that is an object; an empty one where there is none. */
export function object(value: Json | undefined): Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};
}

export const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

export const changesOf = (commit: Commit, table: RowChange['table'], sk: string): readonly RowChange[] =>
  commit.changes.filter((change) => change.table === table && change.key.sk.startsWith(sk));

/** A row whose status is another one than before, or that is new. */
export const hasMoved = ({ before, after }: RowChange): boolean => text(before, 'status') !== text(after, 'status');
