/** The tables as plain data, for the CDK stack that creates them and for the tests that do. */
import { streamedTables } from '../change-stream.ts';
import { type IndexName, indexes, type TableName } from '../table.ts';

export interface IndexDefinition {
  readonly name: IndexName;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly projection: 'ALL';
}

export interface TableDefinition {
  readonly name: TableName;
  readonly partitionKey: 'pk';
  readonly sortKey: 'sk';
  /** All keys, also those of the indexes, are strings. */
  readonly keyType: 'S';
  readonly indexes: readonly IndexDefinition[];
  readonly timeToLiveAttribute: 'expiresAt';
  readonly stream: 'NEW_AND_OLD_IMAGES' | undefined;
}

const indexNames: readonly IndexName[] = ['byProject', 'byStatus', 'byDue'];

function define(name: TableName): TableDefinition {
  return {
    name,
    partitionKey: 'pk',
    sortKey: 'sk',
    keyType: 'S',
    indexes: indexNames
      .filter((index) => indexes[index].table === name)
      .map((index) => ({
        name: index,
        partitionKey: indexes[index].pk,
        sortKey: indexes[index].sk,
        projection: 'ALL',
      })),
    timeToLiveAttribute: 'expiresAt',
    stream: streamedTables.has(name) ? 'NEW_AND_OLD_IMAGES' : undefined,
  };
}

export const tableDefinitions: Readonly<Record<TableName, TableDefinition>> = {
  work: define('work'),
  substrate: define('substrate'),
  audit: define('audit'),
};
