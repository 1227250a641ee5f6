/** One record of a DynamoDB stream as a Change, whether Lambda handed it over or it was read here. */
import { liveRow } from '../conditions.ts';
import type { Change, TableName } from '../table.ts';
import { type StoredItem, toRow } from './attribute-value.ts';

export interface StreamRecord {
  readonly Keys?: StoredItem | undefined;
  readonly OldImage?: StoredItem | undefined;
  readonly NewImage?: StoredItem | undefined;
  readonly SequenceNumber?: string | undefined;
  /** A date from the SDK, epoch seconds in a Lambda event. */
  readonly ApproximateCreationDateTime?: Date | number | undefined;
}

/** Sequence numbers have up to 40 digits; padded, they order as texts too. */
const positionDigits = 40;

/** The change, or undefined when there is none to see: the deletion of a row that had expired, and so was absent already. */
export function changeOfRecord(table: TableName, record: StreamRecord): Change | undefined {
  const at = record.ApproximateCreationDateTime ?? 0;
  const atMs = typeof at === 'number' ? at * 1000 : at.getTime();
  const before = liveRow(toRow(record.OldImage), atMs);
  const after = toRow(record.NewImage);
  if (before === undefined && after === undefined) return undefined;
  const key = { pk: record.Keys?.pk?.S ?? '', sk: record.Keys?.sk?.S ?? '' };
  return { position: (record.SequenceNumber ?? '').padStart(positionDigits, '0'), table, key, before, after };
}
