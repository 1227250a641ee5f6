import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { indexes, type TableName } from '../../lib/platform/index.ts';

export interface RecordTableProps {
  readonly tableName: TableName;
  /** @default false no change stream */
  readonly stream?: boolean;
}

/** One of the product's tables: kept when the stack goes, recoverable to any second of the last 35 days. */
export class RecordTable extends Construct {
  readonly tableName: TableName;
  readonly table: TableV2;
  readonly indexNames: readonly string[];

  constructor(scope: Construct, id: string, props: RecordTableProps) {
    super(scope, id);
    this.tableName = props.tableName;
    const own = Object.entries(indexes).filter(([, index]) => index.table === props.tableName);
    this.indexNames = own.map(([name]) => name);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: own.map(([indexName, index]) => ({
        indexName,
        partitionKey: { name: index.pk, type: AttributeType.STRING },
        sortKey: { name: index.sk, type: AttributeType.STRING },
      })),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(props.stream === true ? { dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES } : {}),
    });
  }

  /** @throws Error when the table was made without a stream */
  get streamArn(): string {
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error(`the table ${this.tableName} has no stream`);
    return tableStreamArn;
  }
}
