/** Figures that the product writes into its log, as CloudWatch metrics: no call, no right, and nothing of CloudWatch in the product. */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LambdaFunction } from './lambda-function.ts';

const secondsOfLateness = '$.lateSeconds';
const late = (kind: string): IFilterPattern =>
  FilterPattern.all(
    FilterPattern.stringValue('$.event', '=', 'due.late'),
    FilterPattern.stringValue('$.kind', '=', kind),
  );

export interface LogMetricsProps {
  /** Tells stages of one account apart. */
  readonly namespace: string;
  readonly sweep: LambdaFunction;
  readonly agent: LambdaFunction;
}

/** Ages in seconds, each the oldest of its kind; nothing is written while nothing is late. */
export class LogMetrics extends Construct {
  readonly decidedNotApplied: Metric;
  readonly waitingPastDue: Metric;
  readonly sessionsNotLookedAfter: Metric;
  readonly outboxAge: Metric;
  readonly spendUsd: Metric;
  private readonly namespace: string;

  constructor(scope: Construct, id: string, { namespace, sweep, agent }: LogMetricsProps) {
    super(scope, id);
    this.namespace = namespace;
    const decided = 'DecidedNotAppliedSeconds';
    const notTakenUp = FilterPattern.stringValue('$.event', '=', 'decision.not_taken_up');
    this.filter('NotTakenUp', sweep, { metricName: decided, pattern: notTakenUp, value: '$.waitedSeconds' });
    this.filter('ApplyLate', sweep, { metricName: decided, pattern: late('apply'), value: secondsOfLateness });
    this.decidedNotApplied = this.oldest(decided);
    this.waitingPastDue = this.ageOf('checkpoint', 'WaitingPastDueSeconds', sweep);
    this.sessionsNotLookedAfter = this.ageOf('session', 'SessionLateSeconds', sweep);
    this.outboxAge = this.ageOf('outbox', 'OutboxAgeSeconds', sweep);
    const spend = 'SpendUsd';
    const paid = FilterPattern.stringValue('$.event', '=', 'model.paid');
    this.filter('Paid', agent, { metricName: spend, pattern: paid, value: '$.costUsd' });
    this.spendUsd = new Metric({ namespace, metricName: spend, statistic: Stats.SUM, period: Duration.days(1) });
  }

  private ageOf(kind: string, metricName: string, sweep: LambdaFunction): Metric {
    this.filter(metricName, sweep, { metricName, pattern: late(kind), value: secondsOfLateness });
    return this.oldest(metricName);
  }

  private oldest(metricName: string): Metric {
    return new Metric({ namespace: this.namespace, metricName, statistic: Stats.MAXIMUM, period: Duration.minutes(5) });
  }

  private filter(
    id: string,
    source: LambdaFunction,
    {
      metricName,
      pattern,
      value,
    }: { readonly metricName: string; readonly pattern: IFilterPattern; readonly value: string },
  ): void {
    new MetricFilter(this, id, {
      logGroup: source.logGroup,
      filterPattern: pattern,
      metricNamespace: this.namespace,
      metricName,
      metricValue: value,
    });
  }
}
