/** How functions are started by something other than a request: a queue, a table's changes, the clock. */
import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { eventPrefix } from '../../lib/timeline/index.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { RecordTable } from './record-table.ts';
import { explainWildcard } from './wildcard.ts';
import type { WorkQueue } from './work-queue.ts';

const messagesPerBatch = 10;
/** Mail and agent work are limited by what they call; more at once would only be refused there. */
const maxConsumersAtOnce = 10;
const changesPerBatch = 100;
/** A change that can't be followed is set aside after this, so that it doesn't hold up the ones behind it. */
const maxChangeAttempts = 5;
const maxChangeAge = Duration.hours(6);
const sweepInterval = Duration.minutes(1);
/** A sweep that failed is done by the next one. */
const maxSweepAttempts = 1;

/** Messages reach the function in batches; it answers which ones failed. */
export function consumeQueue(target: LambdaFunction, source: WorkQueue): void {
  target.function.addEventSource(
    new SqsEventSource(source.queue, {
      batchSize: messagesPerBatch,
      maxConcurrency: maxConsumersAtOnce,
      reportBatchItemFailures: true,
    }),
  );
}

/**
 * Events reach the function in the order they were made, per row; other changes cost no invocation. Hopeless ones are parked in
 * `parked`.
 */
export function followTable(target: LambdaFunction, source: RecordTable, parked: IQueue): void {
  const streamArn = source.streamArn;
  target.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [streamArn]);
  target.allow(
    ['dynamodb:ListStreams'],
    ['*'],
    'It has no resource-level rights; it shows names of streams, not their content.',
  );
  target.function.addEventSourceMapping('Changes', {
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: changesPerBatch,
    retryAttempts: maxChangeAttempts,
    maxRecordAge: maxChangeAge,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    filters: [FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.beginsWith(eventPrefix) } } } })],
    onFailure: new SqsDlq(parked),
  });
}

/** Runs the function once a minute. */
export function runEveryMinute(target: LambdaFunction, failed: IQueue): void {
  const role = new Role(target, 'ScheduleRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
  new Schedule(target, 'EveryMinute', {
    schedule: ScheduleExpression.rate(sweepInterval),
    target: new LambdaInvoke(target.function, {
      role,
      retryAttempts: maxSweepAttempts,
      maxEventAge: sweepInterval,
      deadLetterQueue: failed,
    }),
  });
  explainWildcard(role, `${target.function.functionArn}:*`, 'Versions of this one function.');
}
