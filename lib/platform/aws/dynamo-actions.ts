/** The actions of DynamoDB that the Table port uses. The shapes are those of the SDK's types, which match the wire's JSON for all that is used here. */
import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  DescribeTableCommandInput,
  DescribeTableCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type {
  DescribeStreamCommandInput,
  DescribeStreamCommandOutput,
  GetRecordsCommandInput,
  GetRecordsCommandOutput,
  GetShardIteratorCommandInput,
  GetShardIteratorCommandOutput,
} from '@aws-sdk/client-dynamodb-streams';
import type { AwsClient, CallAction } from './wire/client.ts';
import { jsonActions } from './wire/client.ts';

interface TableActions {
  readonly BatchGetItem: readonly [BatchGetItemCommandInput, BatchGetItemCommandOutput];
  readonly DeleteItem: readonly [DeleteItemCommandInput, DeleteItemCommandOutput];
  readonly DescribeTable: readonly [DescribeTableCommandInput, DescribeTableCommandOutput];
  readonly GetItem: readonly [GetItemCommandInput, GetItemCommandOutput];
  readonly PutItem: readonly [PutItemCommandInput, PutItemCommandOutput];
  readonly Query: readonly [QueryCommandInput, QueryCommandOutput];
  readonly TransactWriteItems: readonly [TransactWriteItemsCommandInput, TransactWriteItemsCommandOutput];
}
export type CallDynamo = CallAction<TableActions>;

interface StreamActions {
  readonly DescribeStream: readonly [DescribeStreamCommandInput, DescribeStreamCommandOutput];
  readonly GetRecords: readonly [GetRecordsCommandInput, GetRecordsCommandOutput];
  readonly GetShardIterator: readonly [GetShardIteratorCommandInput, GetShardIteratorCommandOutput];
}
export type CallStreams = CallAction<StreamActions>;

type Sends = Pick<AwsClient, 'send'>;
export const callDynamo = (client: Sends): CallDynamo =>
  jsonActions(client, { target: 'DynamoDB_20120810', version: '1.0' });
export const callStreams = (client: Sends): CallStreams =>
  jsonActions(client, { target: 'DynamoDBStreams_20120810', version: '1.0' });
