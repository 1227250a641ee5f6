import type { Json, Key, NamedCondition, Row, Write } from '../platform/index.ts';
import type { Head } from './store.ts';

/**
 * A row of the knowledge base: what is `current`, and what a large review has `staged` under it. Staged content is visible exactly
 * when its review is the head's `flippedReviewId`, so that a review of any size becomes visible in one write (G3).
 */
export interface KnowledgeRow {
  readonly key: Key;
  /** moves with every write of the row; 0 = the row does not exist */
  readonly rowVersion: number;
  readonly current: Json | undefined;
  readonly staged: { readonly reviewId: string; readonly body: Json } | undefined;
}

const isText = (value: Json | undefined): value is string => typeof value === 'string';

/** Reads a stored row; an absent one counts as version 0. */
export function readKnowledgeRow(key: Key, row: Row | undefined): KnowledgeRow {
  const { current, staged, stagedReviewId, rowVersion }: Partial<Row> = row ?? {};
  return {
    key,
    rowVersion: typeof rowVersion === 'number' ? rowVersion : 0,
    current,
    staged: staged !== undefined && isText(stagedReviewId) ? { reviewId: stagedReviewId, body: staged } : undefined,
  };
}

/** What readers see of the row at this head; undefined when there is nothing to see. */
export const visibleBody = (row: KnowledgeRow, head: Pick<Head, 'flippedReviewId'>): Json | undefined =>
  row.staged && row.staged.reviewId === head.flippedReviewId ? row.staged.body : row.current;

/** Whether another review holds the row: staged, but not visible. */
export const isHeldByAnother = (row: KnowledgeRow, head: Pick<Head, 'flippedReviewId'>, reviewId: string): boolean =>
  row.staged !== undefined && row.staged.reviewId !== reviewId && row.staged.reviewId !== head.flippedReviewId;

export const rowIsUnchanged = 'the row is as it was read';
const unchanged = (row: KnowledgeRow): readonly NamedCondition[] => [
  row.rowVersion === 0
    ? { is: 'absent', name: rowIsUnchanged }
    : { is: 'equal', attribute: 'rowVersion', value: row.rowVersion, name: rowIsUnchanged },
];

/** Makes `body` current at once (small reviews). A visible staged body that it replaces goes with it. */
export const currentWrite = (row: KnowledgeRow, body: Json): Write => ({
  kind: 'put',
  table: 'substrate',
  row: { ...row.key, rowVersion: row.rowVersion + 1, current: body },
  conditions: unchanged(row),
});

/** Stages `body` under the row without anyone seeing it; locks the row for the review (large reviews). */
export const stagedWrite = (row: KnowledgeRow, reviewId: string, body: Json): Write => ({
  kind: 'put',
  table: 'substrate',
  row: {
    ...row.key,
    rowVersion: row.rowVersion + 1,
    ...(row.current === undefined ? {} : { current: row.current }),
    staged: body,
    stagedReviewId: reviewId,
  },
  conditions: unchanged(row),
});

const stagedByReview = 'the row is staged by this review';
/** After the flip: the staged body becomes the current one. */
export const foldWrite = (row: KnowledgeRow, reviewId: string, body: Json): Write => ({
  kind: 'put',
  table: 'substrate',
  row: { ...row.key, rowVersion: row.rowVersion + 1, current: body },
  conditions: [{ is: 'equal', attribute: 'stagedReviewId', value: reviewId, name: stagedByReview }],
});

/** Without a flip: the row is as it was before the review; one that did not exist goes. */
export const releaseWrite = (row: KnowledgeRow, reviewId: string): Write => {
  const conditions: readonly NamedCondition[] = [
    { is: 'equal', attribute: 'stagedReviewId', value: reviewId, name: stagedByReview },
  ];
  return row.current === undefined
    ? { kind: 'delete', table: 'substrate', key: row.key, conditions }
    : {
        kind: 'put',
        table: 'substrate',
        row: { ...row.key, rowVersion: row.rowVersion + 1, current: row.current },
        conditions,
      };
};
