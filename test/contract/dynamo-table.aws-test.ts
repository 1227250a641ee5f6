import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoTable } from '../../lib/platform/aws/dynamo-table.ts';
import { services } from '../../lib/platform/aws/wire/endpoint.ts';
import { createIds } from '../../lib/platform/ids.ts';
import type { TableName } from '../../lib/platform/index.ts';
import { createTables, deleteTables } from '../support/dynamodb-local/create-tables.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { clientAt } from '../support/scripted-service.ts';
import type { Subject } from './table/subject.ts';
import { describeTableContract } from './table-contract.ts';

const endpoint = process.env.DYNAMODB_ENDPOINT;
if (endpoint === undefined)
  throw new Error('DYNAMODB_ENDPOINT names the DynamoDB to test against, e.g. http://127.0.0.1:8123');

/** Makes the tables; what is tested has a client of its own. */
const maker = new DynamoDBClient({
  endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const clock = createManualClock();
let tableNames: Readonly<Record<TableName, string>>;
let subject: Subject;

beforeAll(async () => {
  tableNames = await createTables(maker, randomUUID());
  const client = clientAt(endpoint, services.dynamodb);
  const streams = clientAt(endpoint, services.streams);
  const table = createDynamoTable({ client, tableNames, streams, clock, ids: createIds(clock) });
  subject = { table, clock };
}, 60_000);
afterAll(async () => {
  await deleteTables(maker, tableNames);
  maker.destroy();
});

describeTableContract('DynamoDB', async () => subject);
