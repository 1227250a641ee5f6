import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { tableDefinitions } from '../../lib/platform/aws/table-definitions.ts';
import type { TableName } from '../../lib/platform/index.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** One of the product's tables: kept when the stack goes, recoverable to any second of the last 35 days. */
export class RecordTable extends Construct {
  readonly tableName: TableName;
  readonly table: TableV2;
  readonly indexNames: readonly string[];

  constructor(scope: Construct, id: string, props: { readonly tableName: TableName }) {
    super(scope, id);
    const definition = tableDefinitions[props.tableName];
    this.tableName = props.tableName;
    this.indexNames = definition.indexes.map((index) => index.name);
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(definition.partitionKey),
      sortKey: text(definition.sortKey),
      globalSecondaryIndexes: definition.indexes.map((index) => ({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
      })),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      timeToLiveAttribute: definition.timeToLiveAttribute,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(definition.stream === undefined ? {} : { dynamoStream: StreamViewType[definition.stream] }),
    });
  }

  /** @throws Error when the table has no stream */
  get streamArn(): string {
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error(`the table ${this.tableName} has no stream`);
    return tableStreamArn;
  }
}
