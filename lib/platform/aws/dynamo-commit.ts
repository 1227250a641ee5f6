/** Commits as DynamoDB transactions. */
import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { unreachable } from '../../errors.ts';
import { firstFailing, liveRow } from '../conditions.ts';
import { type Update, updatedRow } from '../row-update.ts';
import { CommitRefused, ConditionFailed, type Row, type TableName, type Write } from '../table.ts';
import { toItem, toKey, toRow } from './attribute-value.ts';
import type { CallDynamo } from './dynamo-actions.ts';
import {
  conditionExpression,
  createPlaceholders,
  expiredExpression,
  notExpiredExpression,
  updateExpression,
} from './dynamo-expressions.ts';
import { type RetryPorts, TryAgain, withRetries } from './dynamo-retries.ts';
import { AwsRefusal, nameOf } from './failure.ts';

export interface DynamoContext extends RetryPorts {
  readonly call: CallDynamo;
  readonly tableNames: Readonly<Record<TableName, string>>;
}

/** 32 characters as base64url; DynamoDB takes up to 36. */
const tokenBytes = 24;
const loadCodes: ReadonlySet<string | undefined> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** All or nothing; the writes have passed `assertCommit`. */
export async function commitToDynamo(context: DynamoContext, writes: readonly Write[]): Promise<void> {
  const [only] = writes;
  if (writes.length === 1 && only !== undefined && isHarmlessToRepeat(only)) return writeOne(context, only);
  return writeTogether(context, writes);
}

type Unconditional = Extract<Write, { kind: 'put' | 'delete' }>;

/**
 * Only these are sent without a transaction. A lost reply makes the SDK send again, and without a request token a condition
 * would then meet the writer's own row, and a counter would count twice.
 */
function isHarmlessToRepeat(write: Write): write is Unconditional {
  return (write.kind === 'put' || write.kind === 'delete') && (write.conditions ?? []).length === 0;
}

async function writeOne(context: DynamoContext, write: Unconditional): Promise<void> {
  const TableName = context.tableNames[write.table];
  await withRetries(context, async () => {
    try {
      if (write.kind === 'put') await context.call('PutItem', { TableName, Item: toItem(write.row) });
      else await context.call('DeleteItem', { TableName, Key: toKey(write.key) });
    } catch (error) {
      throw asRefusal(error);
    }
  });
}

async function writeTogether(context: DynamoContext, writes: readonly Write[]): Promise<void> {
  // One instant for all tries: a request token may only be used again with the very same request.
  const nowMs = context.clock.now();
  let token = context.ids.secret(tokenBytes);
  let expired: ReadonlySet<number> = new Set();
  await withRetries(context, async () => {
    const TransactItems = writes.map((write, index) => renderWrite(context, write, nowMs, expired.has(index)));
    try {
      await context.call('TransactWriteItems', { TransactItems, ClientRequestToken: token });
    } catch (error) {
      const reasons = cancellationReasons(error);
      if (reasons === undefined) throw asRefusal(error);
      const nowExpired = expiredUpdates(reasons, writes, nowMs, expired);
      if (nowExpired === undefined) throw afterCancellation(error, reasons);
      expired = nowExpired;
      token = context.ids.secret(tokenBytes);
      throw new TryAgain('an update met an expired row', { pause: false, cause: error });
    }
  });
}

/**
 * The updates that must be written over an expired row, when they are others than the last try took them to be.
 * @throws ConditionFailed when one of the callers' own conditions does not hold.
 */
function expiredUpdates(
  reasons: readonly CancellationReason[],
  writes: readonly Write[],
  nowMs: number,
  before: ReadonlySet<number>,
): ReadonlySet<number> | undefined {
  const expired = new Set(before);
  for (const [index, reason] of reasons.entries()) {
    if (reason.Code !== 'ConditionalCheckFailed') continue;
    const stored = storedRow(reason);
    const live = liveRow(stored, nowMs);
    const failing = firstFailing(writes[index]?.conditions, live);
    if (failing !== undefined) throw new ConditionFailed(failing.name, index, live);
    if (stored !== undefined && live === undefined) expired.add(index);
    else expired.delete(index);
  }
  const same = expired.size === before.size && Array.from(expired).every((index) => before.has(index));
  return same ? undefined : expired;
}

const storedRow = (reason: CancellationReason): Row | undefined => toRow(reason.Item);

/** One for each write, in their order; undefined of any other failure. */
function cancellationReasons(error: unknown): readonly CancellationReason[] | undefined {
  if (!(error instanceof AwsRefusal) || error.name !== 'TransactionCanceledException') return undefined;
  return (error.members.CancellationReasons ?? []) as readonly CancellationReason[];
}

function afterCancellation(error: unknown, reasons: readonly CancellationReason[]): unknown {
  const invalid = reasons.find((reason) => reason.Code === 'ValidationError');
  if (invalid !== undefined) return new CommitRefused(invalid.Message ?? 'DynamoDB refused a write', { cause: error });
  if (reasons.some((reason) => loadCodes.has(reason.Code)))
    return new TryAgain('lost a race', { pause: true, cause: error });
  return error;
}

function asRefusal(error: unknown): unknown {
  if (nameOf(error) !== 'ValidationException') return error;
  return new CommitRefused(error instanceof Error ? error.message : 'DynamoDB refused the request', { cause: error });
}

function renderWrite(context: DynamoContext, write: Write, nowMs: number, overExpired: boolean): TransactWriteItem {
  const TableName = context.tableNames[write.table];
  const place = createPlaceholders();
  const conditions = write.conditions ?? [];
  const condition = conditionExpression(conditions, place, nowMs);
  const checked = (expression: string) => ({
    TableName,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    ConditionExpression: expression,
    ...place.attributes(),
  });
  const guarded = conditions.length === 0 ? { TableName } : checked(condition);
  switch (write.kind) {
    case 'put':
      return { Put: { ...guarded, Item: toItem(write.row) } };
    case 'delete':
      return { Delete: { ...guarded, Key: toKey(write.key) } };
    case 'check':
      return { ConditionCheck: { ...checked(condition), Key: toKey(write.key) } };
    case 'update':
      return overExpired ? renderReplacement(TableName, write, nowMs) : renderUpdate(TableName, write, nowMs);
    default:
      return unreachable(write);
  }
}

/** Changes the row where it lies, unless it has expired: then there is nothing to change, and what is left of it must not stay. */
function renderUpdate(TableName: string, write: Update, nowMs: number): TransactWriteItem {
  const place = createPlaceholders();
  const conditions = write.conditions ?? [];
  const UpdateExpression = updateExpression(write, place);
  const notExpired = notExpiredExpression(place, nowMs);
  const own = conditions.length === 0 ? [] : [conditionExpression(conditions, place, nowMs)];
  return {
    Update: {
      TableName,
      Key: toKey(write.key),
      UpdateExpression,
      ConditionExpression: [notExpired, ...own].join(' AND '),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...place.attributes(),
    },
  };
}

/** The update from nothing, in place of the expired row; its conditions were found to hold on an absent row. */
function renderReplacement(TableName: string, write: Update, nowMs: number): TransactWriteItem {
  const place = createPlaceholders();
  const ConditionExpression = expiredExpression(place, nowMs);
  return {
    Put: {
      TableName,
      Item: toItem(updatedRow(write, undefined)),
      ConditionExpression,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...place.attributes(),
    },
  };
}
