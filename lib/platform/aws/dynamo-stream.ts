/** Reads a table's stream shard by shard. In its own file so that only who calls it loads the client. */
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DescribeStreamCommandOutput,
  DynamoDBStreamsClient,
  type DynamoDBStreamsClientConfig,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import * as z from 'zod';
import { CountersignError } from '../../errors.ts';
import type { Change, TableName } from '../table.ts';
import { clientSettings } from './client-settings.ts';
import type { DynamoContext } from './dynamo-commit.ts';
import { withRetries } from './dynamo-retries.ts';
import { nameOf } from './failure.ts';
import { changeOfRecord } from './stream-record.ts';

/** A shard may answer nothing although more follows; so many answers are asked for in one call. */
const maxReadsPerShard = 10;
const maxPagesOfShards = 50;
/** In a position: the shard has been read to its end. */
const ended = 'end';

/** Per shard the sequence number of its last record that was handed out. */
type Position = Record<string, string>;
const positionSchema = z.record(z.string(), z.string());

interface ChangesCall {
  readonly table: TableName;
  readonly position: string | undefined;
  readonly limit: number;
  readonly streams?: DynamoDBStreamsClientConfig;
}

interface StreamReader {
  readonly client: DynamoDBStreamsClient;
  readonly arn: string;
}

/** Changes after the position, in order per row: a shard is read only when the one it split from has been read to its end. */
export async function readChanges(context: DynamoContext, { table, position, limit, streams = {} }: ChangesCall) {
  const reader = {
    client: new DynamoDBStreamsClient({ ...clientSettings, ...streams }),
    arn: await streamArn(context, table),
  };
  try {
    const shards = await describeShards(context, reader);
    const kept = new Set(shards.map((shard) => shard.ShardId));
    const known = Object.entries(decodePosition(position)).filter(([shardId]) => kept.has(shardId));
    const reached: Position = Object.fromEntries(known);
    const changes: Change[] = [];
    for (const shard of parentsFirst(shards)) {
      const parent = shard.ParentShardId;
      if (parent !== undefined && kept.has(parent) && reached[parent] !== ended) continue;
      const shardId = shard.ShardId ?? '';
      const read = await readShard(context, reader, {
        shardId,
        after: reached[shardId],
        limit: limit - changes.length,
        table,
      });
      changes.push(...read.changes);
      if (read.after !== undefined) reached[shardId] = read.after;
      if (changes.length >= limit) break;
    }
    return { changes, position: Object.keys(reached).length === 0 ? position : encodePosition(reached) };
  } finally {
    reader.client.destroy();
  }
}

async function streamArn(context: DynamoContext, table: TableName): Promise<string> {
  const request = new DescribeTableCommand({ TableName: context.tableNames[table] });
  const { Table } = await withRetries(context, () => context.client.send(request));
  if (Table?.LatestStreamArn === undefined) throw new Error(`the table ${table} has no stream`);
  return Table.LatestStreamArn;
}

async function describeShards(context: DynamoContext, { client, arn }: StreamReader): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  let last: string | undefined;
  for (let page = 0; page < maxPagesOfShards; page += 1) {
    const request = new DescribeStreamCommand({
      StreamArn: arn,
      ...(last !== undefined && { ExclusiveStartShardId: last }),
    });
    const { StreamDescription }: DescribeStreamCommandOutput = await withRetries(context, () => client.send(request));
    shards.push(...(StreamDescription?.Shards ?? []));
    last = StreamDescription?.LastEvaluatedShardId;
    if (last === undefined) break;
  }
  return shards;
}

/** Shard ids begin with their time of creation, so a parent sorts before its children. */
const parentsFirst = (shards: readonly Shard[]): readonly Shard[] =>
  shards.toSorted((left, right) => ((left.ShardId ?? '') < (right.ShardId ?? '') ? -1 : 1));

interface ShardRead {
  readonly shardId: string;
  readonly after: string | undefined;
  readonly limit: number;
  readonly table: TableName;
}

async function readShard(context: DynamoContext, reader: StreamReader, { shardId, after, limit, table }: ShardRead) {
  const changes: Change[] = [];
  if (after === ended) return { changes, after };
  let reached = after;
  let iterator = await shardIterator(context, reader, shardId, after);
  for (let reads = 0; reads < maxReadsPerShard && changes.length < limit && iterator !== undefined; reads += 1) {
    const request: GetRecordsCommand = new GetRecordsCommand({
      ShardIterator: iterator,
      Limit: limit - changes.length,
    });
    const answer = await withRetries(context, () => reader.client.send(request));
    for (const { dynamodb } of answer.Records ?? []) {
      const change = dynamodb === undefined ? undefined : changeOfRecord(table, dynamodb);
      if (change !== undefined) changes.push(change);
      reached = dynamodb?.SequenceNumber ?? reached;
    }
    iterator = answer.NextShardIterator;
  }
  return { changes, after: iterator === undefined ? ended : reached };
}

async function shardIterator(
  context: DynamoContext,
  { client, arn }: StreamReader,
  shardId: string,
  after: string | undefined,
): Promise<string | undefined> {
  const shard = { StreamArn: arn, ShardId: shardId };
  const oldest = new GetShardIteratorCommand({ ...shard, ShardIteratorType: 'TRIM_HORIZON' });
  const next =
    after === undefined
      ? oldest
      : new GetShardIteratorCommand({ ...shard, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after });
  try {
    return (await withRetries(context, () => client.send(next))).ShardIterator;
  } catch (error) {
    // Older than what is kept: the oldest that is left comes next.
    if (nameOf(error) !== 'TrimmedDataAccessException') throw error;
    return (await withRetries(context, () => client.send(oldest))).ShardIterator;
  }
}

const encodePosition = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

function decodePosition(position: string | undefined): Position {
  if (position === undefined) return {};
  try {
    return positionSchema.parse(JSON.parse(Buffer.from(position, 'base64url').toString()));
  } catch (cause) {
    throw new CountersignError('malformed_request', 'The position does not belong to this stream.', { cause });
  }
}
