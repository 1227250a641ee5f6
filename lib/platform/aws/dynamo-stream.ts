/** Reads a table's stream shard by shard. */
import type { Shard } from '@aws-sdk/client-dynamodb-streams';
import * as z from 'zod';
import { CountersignError } from '../../errors.ts';
import type { Change, TableName } from '../table.ts';
import type { CallStreams } from './dynamo-actions.ts';
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
  readonly streams: CallStreams;
}

interface StreamReader {
  readonly call: CallStreams;
  readonly arn: string;
}

/** Changes after the position, in order per row: a shard is read only when the one it split from has been read to its end. */
export async function readChanges(context: DynamoContext, { table, position, limit, streams }: ChangesCall) {
  const reader = { call: streams, arn: await streamArn(context, table) };
  const shards = await describeShards(context, reader);
  const kept = new Set(shards.map((shard) => shard.ShardId));
  const known = Object.entries(decodePosition(position)).filter(([shardId]) => kept.has(shardId));
  const reached: Position = Object.fromEntries(known);
  const changes: Change[] = [];
  for (const shard of parentsFirst(shards)) {
    const parent = shard.ParentShardId;
    if (parent !== undefined && kept.has(parent) && reached[parent] !== ended) continue;
    const shardId = shard.ShardId ?? '';
    const after = reached[shardId];
    const read = await readShard(context, reader, { shardId, after, limit: limit - changes.length, table });
    changes.push(...read.changes);
    if (read.after !== undefined) reached[shardId] = read.after;
    if (changes.length >= limit) break;
  }
  return { changes, position: Object.keys(reached).length === 0 ? position : encodePosition(reached) };
}

async function streamArn(context: DynamoContext, table: TableName): Promise<string> {
  const request = { TableName: context.tableNames[table] };
  const { Table } = await withRetries(context, () => context.call('DescribeTable', request));
  if (Table?.LatestStreamArn === undefined) throw new Error(`the table ${table} has no stream`);
  return Table.LatestStreamArn;
}

async function describeShards(context: DynamoContext, { call, arn }: StreamReader): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  let last: string | undefined;
  for (let page = 0; page < maxPagesOfShards; page += 1) {
    const request = { StreamArn: arn, ...(last !== undefined && { ExclusiveStartShardId: last }) };
    const answer = await withRetries(context, () => call('DescribeStream', request));
    shards.push(...(answer.StreamDescription?.Shards ?? []));
    last = answer.StreamDescription?.LastEvaluatedShardId;
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
    const request = { ShardIterator: iterator, Limit: limit - changes.length };
    const answer = await withRetries(context, () => reader.call('GetRecords', request));
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
  { call, arn }: StreamReader,
  shardId: string,
  after: string | undefined,
): Promise<string | undefined> {
  const shard = { StreamArn: arn, ShardId: shardId };
  const oldest = { ...shard, ShardIteratorType: 'TRIM_HORIZON' } as const;
  const next =
    after === undefined
      ? oldest
      : ({ ...shard, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const);
  try {
    return (await withRetries(context, () => call('GetShardIterator', next))).ShardIterator;
  } catch (error) {
    // Older than what is kept: the oldest that is left comes next.
    if (nameOf(error) !== 'TrimmedDataAccessException') throw error;
    return (await withRetries(context, () => call('GetShardIterator', oldest))).ShardIterator;
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
