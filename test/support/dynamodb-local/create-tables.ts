import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { type TableDefinition, tableDefinitions } from '../../../lib/platform/aws/table-definitions.ts';
import type { TableName } from '../../../lib/platform/index.ts';

const waitSeconds = 30;

/** Creates the three tables under names that end in `suffix`. */
export async function createTables(
  client: DynamoDBClient,
  suffix: string,
): Promise<Readonly<Record<TableName, string>>> {
  const names = { work: `work-${suffix}`, substrate: `substrate-${suffix}`, audit: `audit-${suffix}` };
  for (const definition of Object.values(tableDefinitions)) {
    const TableName = names[definition.name];
    await client.send(new CreateTableCommand(tableInput(definition, TableName)));
    await waitUntilTableExists({ client, maxWaitTime: waitSeconds, minDelay: 1 }, { TableName });
  }
  return names;
}

export async function deleteTables(client: DynamoDBClient, names: Readonly<Record<TableName, string>>): Promise<void> {
  for (const TableName of Object.values(names)) await client.send(new DeleteTableCommand({ TableName }));
}

function tableInput(definition: TableDefinition, name: string): CreateTableCommandInput {
  const keySchema = (partitionKey: string, sortKey: string) => [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
  const pairs = [definition, ...definition.indexes];
  const attributes = pairs.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  const indexes = definition.indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index.partitionKey, index.sortKey),
    Projection: { ProjectionType: index.projection },
  }));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(definition.partitionKey, definition.sortKey),
    AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: definition.keyType })),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    ...(definition.stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: definition.stream } }),
  };
}
