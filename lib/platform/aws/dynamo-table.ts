/** The Table port on DynamoDB. */
import { assertChangesCall } from '../change-stream.ts';
import { assertCommit, assertKey, assertKeys, rowId } from '../commit-rules.ts';
import { liveRow } from '../conditions.ts';
import type { Clock, Ids } from '../ports.ts';
import type { Key, Row, Table, TableName } from '../table.ts';
import { toKey, toRow } from './attribute-value.ts';
import { callDynamo, callStreams } from './dynamo-actions.ts';
import { commitToDynamo, type DynamoContext } from './dynamo-commit.ts';
import { queryDynamo } from './dynamo-query.ts';
import { TryAgain, withRetries } from './dynamo-retries.ts';
import { readChanges } from './dynamo-stream.ts';
import { createGrowingWait } from './growing-wait.ts';
import type { AwsClient } from './wire/client.ts';

export interface DynamoTableOptions {
  /** It sends each request once: what is worth another try is decided here. */
  readonly client: Pick<AwsClient, 'send'>;
  readonly tableNames: Readonly<Record<TableName, string>>;
  /** Where `changes` finds the streams. */
  readonly streams: Pick<AwsClient, 'send'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** The tables exist already (table-definitions.ts). `changed` only waits a while: other processes commit too, and nobody here hears of it. */
export function createDynamoTable(options: DynamoTableOptions): Table {
  const { tableNames, clock, ids } = options;
  const context: DynamoContext = { call: callDynamo(options.client), tableNames, clock, ids };
  const wait = createGrowingWait(clock);

  return {
    get: async (table, key) => {
      assertKey(key);
      const request = { TableName: tableNames[table], Key: toKey(key), ConsistentRead: true };
      const { Item } = await withRetries(context, () => context.call('GetItem', request));
      return liveRow(toRow(Item), clock.now());
    },

    getMany: async (table, keys) => {
      assertKeys(keys);
      const found = await readMany(context, table, keys);
      return keys.map((key) => liveRow(found.get(rowId(table, key)), clock.now()));
    },

    query: (query) => queryDynamo(context, query),

    commit: async (writes) => {
      assertCommit(writes);
      await commitToDynamo(context, writes);
    },

    changes: async (table, position, limit) => {
      assertChangesCall(table, limit);
      return readChanges(context, { table, position, limit, streams: callStreams(options.streams) });
    },

    changed: (table, key, timeoutMs) => wait(rowId(table, key), timeoutMs),
  };
}

/** Every row asked for that exists, expired or not, by its id. DynamoDB answers a batch in parts and in any order. */
async function readMany(
  context: DynamoContext,
  table: TableName,
  keys: readonly Key[],
): Promise<ReadonlyMap<string, Row>> {
  const tableName = context.tableNames[table];
  const found = new Map<string, Row>();
  const distinct = new Map(keys.map((key) => [rowId(table, key), key]));
  let missing = Array.from(distinct.values(), toKey);
  if (missing.length === 0) return found;
  await withRetries(context, async () => {
    const request = { RequestItems: { [tableName]: { Keys: missing, ConsistentRead: true } } };
    const answer = await context.call('BatchGetItem', request);
    for (const item of answer.Responses?.[tableName] ?? []) {
      const row = toRow(item);
      found.set(rowId(table, row), row);
    }
    const left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (left.length === 0) return;
    missing = left;
    throw new TryAgain('a batch was answered in part', { pause: true });
  });
  return found;
}
