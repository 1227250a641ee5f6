/** The chain of functions that follow a table's changes (DynamoDB Streams). */
import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { changeOfRecord } from '../../lib/platform/aws/stream-record.ts';
import type { Change, TableName } from '../../lib/platform/index.ts';
import { refreshClock } from './refresh-clock.ts';

/** Takes changes in order, per row. What is thrown is tried again with a smaller batch, in the end parked; nothing is skipped. */
export function streamFunction(table: TableName, follow: (changes: readonly Change[]) => Promise<void>) {
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
    .use(refreshClock())
    .handler(async (event: DynamoDBStreamEvent) => {
      const changes = event.Records.flatMap(({ dynamodb }) => dynamodb ?? [])
        // Lambda gives the SDK's attribute values under a type of its own.
        .map((record) => changeOfRecord(table, record as Parameters<typeof changeOfRecord>[1]))
        .filter((change) => change !== undefined);
      await follow(changes);
      return { batchItemFailures: [] };
    });
}
