import type { MutationKind } from '../audit/index.ts';
import type { Json, Key, Row } from '../platform/index.ts';

/** The mutation that a change is, as far as the change itself knows it. */
export interface MutationOfChange {
  readonly id: `mut_${string}`;
  readonly kind: MutationKind;
  readonly title: string;
  readonly fromVersion?: number;
  readonly toVersion?: number;
  readonly before?: { readonly state: string; readonly contentDigest: string };
  readonly after: { readonly state: string; readonly contentDigest: string };
}

/** What a change comes to on the row as it stands. */
export interface AppliedChange {
  readonly body: Json;
  /** Written before or with the row; nobody sees it until the row shows its version. */
  readonly versionRow?: Row;
  /** Absent for rows that are no knowledge themselves (citations, import records, insights). */
  readonly mutation?: MutationOfChange;
}

/** One row of the knowledge base that a review changes: governance decides when and how it becomes visible. */
export interface RowChange {
  readonly key: Key;
  /** What the row must show (0 = nothing yet); `any` where nobody's view of it is bound to a version (citations, import records). */
  readonly base: { readonly version: number; readonly states: readonly string[] } | 'any';
  readonly targetId: string;
  /** Names the change in a conflict. */
  readonly artifactId?: string;
  readonly apply: (current: Json | undefined) => AppliedChange;
}

/** Why a change can not be made on what is there now (409 `block_conflict`). */
export interface Conflict {
  readonly targetId: string;
  readonly artifactId?: string;
  readonly baseVersion: number;
  readonly currentVersion: number;
  readonly currentState: string;
}

const standing = (body: Json | undefined): { version: number; state: string } => {
  if (body === null || typeof body !== 'object' || !('version' in body)) return { version: 0, state: 'absent' };
  const { version, state } = body;
  return { version: typeof version === 'number' ? version : 0, state: typeof state === 'string' ? state : 'absent' };
};

/** The conflict between what a change was made for and what is there; undefined when there is none (G4). */
export function conflictOf(change: RowChange, current: Json | undefined): Conflict | undefined {
  if (change.base === 'any') return undefined;
  const { version, state } = standing(current);
  if (version === change.base.version && (version === 0 || change.base.states.includes(state))) return undefined;
  const { targetId, artifactId, base } = change;
  return {
    targetId,
    ...(artifactId === undefined ? {} : { artifactId }),
    baseVersion: base.version,
    currentVersion: version,
    currentState: state,
  };
}
