import { attributeOf } from './conditions.ts';
import { CommitRefused, type Key, type Row, type Write } from './table.ts';

export type Update = Extract<Write, { kind: 'update' }>;

/**
 * The row after an update. An absent row starts as its bare key, an absent counter at 0.
 * @throws CommitRefused when `add` meets an attribute that is no number.
 */
export function updatedRow(update: Update, current: Row | undefined): Row {
  const key: Key = { pk: update.key.pk, sk: update.key.sk };
  const sums = Object.entries(update.add ?? {}).map(([attribute, amount]) => {
    const value = attributeOf(current, attribute) ?? 0;
    if (typeof value !== 'number')
      throw new CommitRefused(`${attribute} is not a number, so nothing can be added to it`);
    return [attribute, value + amount] as const;
  });
  const changed: Row = { ...current, ...key, ...update.set, ...Object.fromEntries(sums) };
  const removed = new Set(update.remove);
  if (removed.size === 0) return changed;
  const kept: Row = { ...Object.fromEntries(Object.entries(changed).filter(([name]) => !removed.has(name))), ...key };
  return kept;
}
