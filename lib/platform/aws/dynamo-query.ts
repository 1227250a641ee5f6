import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { liveRow } from '../conditions.ts';
import { type Bound, decodeCursor, encodeCursor, type KeyRange, nothing, pageRows, rangeOf } from '../key-range.ts';
import { indexes, type Page, type Query, type Row } from '../table.ts';
import { type StoredItem, toRow } from './attribute-value.ts';
import type { DynamoContext } from './dynamo-commit.ts';
import { createPlaceholders, type Placeholders } from './dynamo-expressions.ts';
import { withRetries } from './dynamo-retries.ts';

/** A page without a live row is followed by the next at once, so many times, or a list would seem to have ended where rows expired. */
const maxReadsPerPage = 10;

/** One page, strong on the table itself; index pages may lag. Expired rows are left out, so a page may be short. */
export async function queryDynamo(context: DynamoContext, query: Query): Promise<Page> {
  const range = rangeOf(query.sk);
  const input = range === nothing ? undefined : inputOf(context, query, range);
  if (range === nothing || input === undefined) return { rows: [], cursor: undefined };
  const nowMs = context.clock.now();
  let start: QueryCommandInput['ExclusiveStartKey'] =
    query.cursor === undefined ? undefined : startKey(query, query.cursor);
  for (let reads = 1; ; reads += 1) {
    const request = { ...input, ExclusiveStartKey: start };
    const answer = await withRetries(context, () => context.call('Query', request));
    const rows = (answer.Items ?? []).flatMap((item) => visible(item, query, range, nowMs));
    const cursor = answer.LastEvaluatedKey === undefined ? undefined : cursorAt(answer.LastEvaluatedKey, query);
    if (rows.length > 0 || cursor === undefined || reads === maxReadsPerPage) return { rows, cursor };
    start = answer.LastEvaluatedKey;
  }
}

function inputOf(context: DynamoContext, query: Query, range: KeyRange): QueryCommandInput {
  const place = createPlaceholders();
  const limit = pageRows(query);
  const partition = `${place.name(keysOf(query).pk)} = ${place.value(query.pk)}`;
  const sort = sortExpression(place, keysOf(query).sk, range);
  return {
    TableName: context.tableNames[query.table],
    ...(query.index === undefined ? { ConsistentRead: true } : { IndexName: query.index }),
    KeyConditionExpression: sort === undefined ? partition : `${partition} AND ${sort}`,
    ScanIndexForward: query.reverse !== true,
    Limit: limit,
    ...place.attributes(),
  };
}

function keysOf({ table, index }: Query): { pk: string; sk: string } {
  if (index === undefined) return { pk: 'pk', sk: 'sk' };
  if (indexes[index].table !== table) throw new RangeError(`the table ${table} has no index ${index}`);
  return indexes[index];
}

/** DynamoDB takes one condition on the sort key, and between two bounds only an inclusive one: `visible` drops the ends. */
function sortExpression(place: Placeholders, sortKey: string, { lower, upper }: KeyRange): string | undefined {
  if (lower === undefined && upper === undefined) return undefined;
  const name = place.name(sortKey);
  if (lower !== undefined && upper !== undefined) {
    return `${name} BETWEEN ${place.value(lower.value)} AND ${place.value(upper.value)}`;
  }
  const one = (operator: string, bound: Bound): string =>
    `${name} ${operator}${bound.inclusive ? '=' : ''} ${place.value(bound.value)}`;
  return lower !== undefined ? one('>', lower) : upper && one('<', upper);
}

function visible(item: StoredItem, query: Query, { lower, upper }: KeyRange, nowMs: number): readonly Row[] {
  const row = liveRow(toRow(item), nowMs);
  if (row === undefined) return [];
  const sort = row[keysOf(query).sk];
  const excluded = [lower, upper].some((bound) => bound !== undefined && !bound.inclusive && bound.value === sort);
  return excluded ? [] : [row];
}

function cursorAt(key: StoredItem, query: Query): string {
  const part = (name: string): string => key[name]?.S ?? '';
  return encodeCursor({ sort: part(keysOf(query).sk), pk: part('pk'), sk: part('sk') });
}

function startKey(query: Query, cursor: string): NonNullable<QueryCommandInput['ExclusiveStartKey']> {
  const { sort, pk, sk } = decodeCursor(cursor);
  const own = { pk: { S: pk }, sk: { S: sk } };
  if (query.index === undefined) return own;
  const keys = keysOf(query);
  return { ...own, [keys.pk]: { S: query.pk }, [keys.sk]: { S: sort } };
}
