import type { Commit, RowChange } from '../world/mirror.ts';
import { changesOf, hasMoved, type Invariant, text } from './invariant.ts';

/** What a session's or checkpoint's move must be told as, in the same commit: one of these, once. */
const toldAs: Readonly<Record<string, readonly string[]>> = {
  'session created': ['session.created'],
  'session in_progress': ['session.started', 'session.retried', 'checkpoint.approved', 'checkpoint.changes_requested'],
  'session pending_review': ['checkpoint.opened'],
  'session approved': ['session.approved'],
  'session rejected': ['session.rejected'],
  'session completed': ['session.completed'],
  'session failed': ['session.failed'],
  'session cancelled': ['session.cancelled'],
  'checkpoint open': ['checkpoint.opened'],
  'checkpoint approved': ['checkpoint.approved'],
  'checkpoint changes_requested': ['checkpoint.changes_requested'],
  'checkpoint rejected': ['checkpoint.rejected'],
  'checkpoint expired': ['checkpoint.expired'],
  'checkpoint withdrawn': ['checkpoint.withdrawn'],
};
const moves = new Set(Object.values(toldAs).flat());

/** I8, the events: every move is told exactly once, in its own commit; nothing is told that did not happen. */
export const events: Invariant = {
  ids: ['I8'],
  onCommit(commit, world) {
    const told = changesOf(commit, 'work', 'evt#').map(({ key, after }) => `${key.pk} ${text(after, 'type')}`);
    const explained = new Set<string>();
    for (const [move, { key }] of movesOf(commit)) {
      const types = toldAs[move];
      if (types === undefined) continue;
      const found = told.filter((one) => types.some((type) => one === `${key.pk} ${type}`));
      if (found.length !== 1) world.violate(`I8: ${found.length} events say ${move}`);
      for (const one of found) explained.add(one);
    }
    for (const one of told)
      if (moves.has(one.split(' ')[1] ?? '') && !explained.has(one))
        world.violate(`I8: ${one} was told and did not happen`);
  },
};

/** Work that is begun as it is described is two moves in one. */
const movesOf = (commit: Commit): readonly (readonly [string, RowChange])[] => [
  ...changesOf(commit, 'work', 'session').flatMap((change) => [
    ...(change.before === undefined ? [['session created', change] as const] : []),
    ...(hasMoved(change) ? [[`session ${text(change.after, 'status')}`, change] as const] : []),
  ]),
  ...changesOf(commit, 'work', 'chk#')
    .filter(hasMoved)
    .map((change) => [`checkpoint ${text(change.after, 'status')}`, change] as const),
];
