import { findReview, type ReviewRecord } from '../../../lib/audit/index.ts';
import type { Table } from '../../../lib/platform/index.ts';
import { readSession } from '../../../lib/sessions/index.ts';
import type { NameOf } from '../load-names.ts';
import { sessionPath } from '../paths.ts';

/** Why a version is so: who decided, and on which work. */
export interface Reason {
  readonly words: string;
  readonly work: { readonly title: string; readonly path: string } | undefined;
}

const kindWords = {
  review: 'Approved by',
  expiry: 'Expired:',
  edit: 'Changed by',
  import: 'Imported by',
} as const;

/** The reasons of versions, by the review that made each. */
export async function loadReasons(
  table: Table,
  place: { readonly workspaceId: string; readonly projectId: string },
  reviewIds: readonly string[],
  nameOf: NameOf,
): Promise<ReadonlyMap<string, Reason>> {
  const found = await Promise.all(
    [...new Set(reviewIds)].map(async (reviewId) => {
      const record = await findReview(table, place.workspaceId, reviewId);
      return record === undefined ? [] : [[reviewId, await reasonOf(table, place, record, nameOf)] as const];
    }),
  );
  return new Map(found.flat());
}

async function reasonOf(
  table: Table,
  place: { readonly workspaceId: string; readonly projectId: string },
  { decision }: ReviewRecord,
  nameOf: NameOf,
): Promise<Reason> {
  const words = `${kindWords[decision.kind]} ${nameOf(decision.decidedBy)}`;
  const { sessionId } = decision;
  const session = sessionId === undefined ? undefined : await readSession(table, place.workspaceId, sessionId);
  return {
    words,
    work: session && {
      title: session.taskIntent.slice(0, 120),
      path: sessionPath({ ...place, sessionId: session.id }),
    },
  };
}
