import type { DecisionEntry, MutationEntry, ReviewRecord } from '../audit/index.ts';
import type { Blobs, Clock, Ids, Table, Write } from '../platform/index.ts';
import type { AppliedChange, Head, KnowledgeRow, RowChange } from '../substrate/index.ts';

export interface ReviewPorts {
  readonly table: Table;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A decision and everything it changes. Nothing of it is visible until all of it is (G3). */
export interface ReviewPlan {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly reviewId: `rev_${string}`;
  readonly decision: DecisionEntry;
  /** In the order of their entries in the chain: by artifact id. */
  readonly changes: readonly RowChange[];
  readonly tally: {
    readonly artifactsApplied: number;
    readonly artifactsSaved: number;
    readonly artifactsRejected: number;
  };
  /** A large apply claims this checkpoint while it works. */
  readonly checkpoint?: { readonly sessionId: string; readonly checkpointId: string };
  /**
   * The other writes of the same commit (checkpoint, session, events, outbox, idempotency, conditions on standing and policy).
   * `claimed` = the plan's checkpoint is held by the large apply, which moved its version by one.
   */
  readonly rest: (committed: CommittedReview, claimed: boolean) => Promise<readonly Write[]>;
}

export interface CommittedReview {
  readonly record: ReviewRecord;
  readonly mutations: readonly MutationEntry[];
  readonly head: Head;
}

/** A change with the row it meets. */
export interface MetChange {
  readonly change: RowChange;
  readonly row: KnowledgeRow;
  readonly applied: AppliedChange;
}

/** The version row is immutable and invisible; one that a withdrawn review left behind may be written over. */
export const versionWrites = (applied: AppliedChange): readonly Write[] =>
  applied.versionRow ? [{ kind: 'put', table: 'substrate', row: applied.versionRow }] : [];
