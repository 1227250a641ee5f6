import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

import type { LambdaFunction } from './lambda-function.ts';
import type { LogMetrics } from './log-metrics.ts';

const period = Duration.minutes(5);
/** The product promises that nothing waits longer than this once its time has come (I10). */
const longestAge = Duration.minutes(5);

/** Headings of infra/operations/runbook.md. */
export type RunbookSection =
  | 'Function errors'
  | 'Function throttles'
  | 'Dead letters'
  | 'Parked changes'
  | 'Failed executions'
  | 'Timed out executions'
  | 'Decided but not applied'
  | 'Waiting past due'
  | 'Sessions not looked after'
  | 'Outbox age'
  | 'Sweep stopped'
  | 'Spend';

interface Ringing {
  readonly says: string;
  readonly runbook: RunbookSection;
  /** @default 0 */
  readonly above?: number;
}

export interface AlarmBoardProps {
  /** @default alarms are shown, nobody is mailed */
  readonly mailTo?: string | undefined;
}

/** What somebody should look at. Plain counts only, one alarm per thing, so that the alarm's name says what is wrong. */
export class AlarmBoard extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmBoardProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (props.mailTo !== undefined) this.topic.addSubscription(new EmailSubscription(props.mailTo));
    Validations.of(this.topic).acknowledge({
      id: 'AwsSolutions-SNS2',
      reason: 'Alarm texts name alarms, nothing else.',
    });
  }

  /** Errors and throttles of a function, whatever started it. */
  watchFunction(name: string, { function: watched }: LambdaFunction): void {
    this.ring(`Errors-${name}`, watched.metricErrors({ period }), {
      says: `${name} failed; its log group says why.`,
      runbook: 'Function errors',
    });
    this.ring(`Throttles-${name}`, watched.metricThrottles({ period }), {
      says: `${name} was asked for more often than the account allows.`,
      runbook: 'Function throttles',
    });
  }

  watchDeadLetters(name: string, deadLetters: Queue, runbook: RunbookSection = 'Dead letters'): void {
    this.ring(`DeadLetters-${name}`, deadLetters.metricApproximateNumberOfMessagesVisible({ period }), {
      says: `Something from ${name} could not be done and waits in the queue ${deadLetters.node.path}.`,
      runbook,
    });
  }

  watchWorkflow(name: string, machine: StateMachine): void {
    this.ring(`Failed-${name}`, machine.metricFailed({ period }), {
      says: `A ${name} execution failed; its history says where.`,
      runbook: 'Failed executions',
    });
    this.ring(`TimedOut-${name}`, machine.metricTimedOut({ period }), {
      says: `A ${name} execution ran out of time.`,
      runbook: 'Timed out executions',
    });
  }

  /** What the sweep says of its own work, and that it runs at all. */
  watchSweep(sweep: LambdaFunction, metrics: LogMetrics): void {
    const ages = [
      ['DecidedNotApplied', metrics.decidedNotApplied, 'Decided but not applied'],
      ['WaitingPastDue', metrics.waitingPastDue, 'Waiting past due'],
      ['SessionsNotLookedAfter', metrics.sessionsNotLookedAfter, 'Sessions not looked after'],
      ['OutboxAge', metrics.outboxAge, 'Outbox age'],
    ] as const;
    for (const [id, metric, runbook] of ages)
      this.ring(id, metric, {
        says: `${runbook}: the oldest for more than ${longestAge.toMinutes()} minutes.`,
        runbook,
        above: longestAge.toSeconds(),
      });
    new Alarm(this, 'SweepStopped', {
      metric: sweep.function.metricInvocations({ period }),
      alarmDescription: described('No sweep ran for ten minutes.', 'Sweep stopped'),
      threshold: 1,
      evaluationPeriods: 2,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }

  watchSpend(spendUsd: IMetric, usdPerDay: number): void {
    const says = `Models cost more than ${usdPerDay} USD within a day.`;
    this.ring('Spend', spendUsd, { says, runbook: 'Spend', above: usdPerDay });
  }

  /** Rings as soon as the metric is above the figure. */
  private ring(id: string, metric: IMetric, { says, runbook, above = 0 }: Ringing): void {
    new Alarm(this, id, {
      metric,
      alarmDescription: described(says, runbook),
      threshold: above,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}

const described = (says: string, runbook: RunbookSection): string =>
  `${says} What to do: infra/operations/runbook.md, "${runbook}".`;
