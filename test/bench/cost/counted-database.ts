/** Requests to DynamoDB, passed on to DynamoDB Local and counted by AWS's rules. */
import type { TableName } from '../../../lib/platform/index.ts';
import type { Tally } from './tally.ts';
import { type Item, readUnits, transactionFactor, writeUnits } from './units.ts';

interface Change {
  readonly TableName: string;
  readonly Item?: Item;
  readonly Key?: Item;
}

export interface DatabaseRequest {
  readonly action: string;
  readonly target: string;
  readonly authorization: string;
  readonly date: string;
  readonly body: string;
}

/** @param endpoint of DynamoDB Local */
export function createCountedDatabase(tally: Tally, endpoint: string) {
  const pass = async (request: DatabaseRequest): Promise<{ readonly status: number; readonly body: string }> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': request.target,
      authorization: request.authorization,
      'x-amz-date': request.date,
    };
    const answer = await fetch(endpoint, { method: 'POST', headers, body: request.body });
    return { status: answer.status, body: await answer.text() };
  };
  /** Looks at an item without counting it. */
  const look = async (request: DatabaseRequest, change: Change): Promise<Item | undefined> => {
    const { pk, sk } = change.Key ?? change.Item ?? {};
    const body = JSON.stringify({ TableName: change.TableName, Key: { pk, sk }, ConsistentRead: true });
    return JSON.parse((await pass({ ...request, target: 'DynamoDB_20120810.GetItem', body })).body).Item;
  };

  const write = async (request: DatabaseRequest, changes: readonly Change[]) => {
    const before = await Promise.all(changes.map((change) => look(request, change)));
    const answer = await pass(request);
    const after = await Promise.all(changes.map((change) => look(request, change)));
    const factor = request.action === 'TransactWriteItems' ? transactionFactor : 1;
    for (const [index, change] of changes.entries()) {
      tally.add('rows written');
      for (const [where, units] of writeUnits(tableOf(change.TableName), [before[index], after[index]], factor)) {
        tally.add('DynamoDB write units', units);
        tally.add(`units written ${where}`, units);
      }
    }
    return answer;
  };
  const read = async (request: DatabaseRequest, count: (body: Answer) => number) => {
    const answer = await pass({ ...request, body: withQuestion(request.body) });
    tally.add('DynamoDB read units', count(JSON.parse(answer.body)));
    return answer;
  };

  return async (request: DatabaseRequest) => {
    const asked = JSON.parse(request.body);
    const { action } = request;
    if (isCounted(action)) tally.add(`call DynamoDB.${action}`);
    switch (action) {
      case 'TransactWriteItems':
        return write(
          request,
          asked.TransactItems.map((item: Readonly<Record<string, Change>>) => Object.values(item)[0]),
        );
      case 'PutItem':
      case 'DeleteItem':
        return write(request, [asked]);
      case 'GetItem':
        return read(request, ({ Item }) => readUnits(Item));
      case 'BatchGetItem':
        return read(request, (answer) => unitsOfBatch(asked, answer));
      case 'Query':
        return read(request, ({ ConsumedCapacity }) => ConsumedCapacity?.CapacityUnits ?? 0);
      default:
        // Streams: a function's event source reads them for nothing.
        return pass(request);
    }
  };
}

interface Answer {
  readonly Item?: Item;
  readonly Responses?: Readonly<Record<string, readonly Item[]>>;
  readonly ConsumedCapacity?: { readonly CapacityUnits: number };
}

const isCounted = (action: string): boolean =>
  /^(TransactWriteItems|PutItem|DeleteItem|GetItem|BatchGetItem|Query)$/.test(action);

const withQuestion = (body: string): string => JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: 'TOTAL' });

function unitsOfBatch(
  asked: { RequestItems: Readonly<Record<string, { Keys: readonly Item[] }>> },
  answer: Answer,
): number {
  const keys = Object.values(asked.RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
  const items = Object.values(answer.Responses ?? {}).flat();
  return items.reduce((sum, item) => sum + readUnits(item), keys - items.length);
}

/** `work-1f2e3d4c` */
function tableOf(name: string): TableName {
  const [table] = name.split('-');
  if (table !== 'work' && table !== 'substrate' && table !== 'audit')
    throw new Error(`${name} is no table of the product`);
  return table;
}
