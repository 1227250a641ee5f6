import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { HttpEntrance } from './http-api.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { LogMetrics } from './log-metrics.ts';

const period = Duration.minutes(5);
const wholeWidth = 24;
const halfWidth = 12;

export interface OperationsDashboardProps {
  readonly dashboardName: string;
  readonly entrance: HttpEntrance;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly workflow: StateMachine;
  readonly deadLetters: ReadonlyMap<string, Queue>;
  readonly metrics: LogMetrics;
}

/** One page that answers: are people served, does work move, what waits too long, what does it cost. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    const { entrance, functions, workflow, deadLetters, metrics } = props;
    const eachFunction = (metric: (target: LambdaFunction) => IMetric): IMetric[] =>
      [...functions.values()].map(metric);
    const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: halfWidth });
    new Dashboard(this, 'Dashboard', {
      dashboardName: props.dashboardName,
      widgets: [
        [
          new TextWidget({
            markdown: 'What to do when something is red: `infra/operations/runbook.md`.',
            width: wholeWidth,
            height: 1,
          }),
        ],
        [
          graph('Requests', [
            entrance.api.metricCount({ period }),
            entrance.api.metricClientError({ period }),
            entrance.api.metricServerError({ period }),
          ]),
          graph(
            'Latency of requests (ms)',
            ['p50', 'p99'].map((statistic) => entrance.api.metricLatency({ period, statistic })),
          ),
        ],
        [
          graph(
            'Errors by function',
            eachFunction((target) => target.function.metricErrors({ period, label: target.node.id })),
          ),
          graph(
            'Throttles by function',
            eachFunction((target) => target.function.metricThrottles({ period, label: target.node.id })),
          ),
        ],
        [
          graph('Executions', [
            workflow.metricStarted({ period }),
            workflow.metricSucceeded({ period }),
            workflow.metricFailed({ period }),
            workflow.metricTimedOut({ period }),
          ]),
          graph(
            'Dead letters',
            [...deadLetters].map(([label, queue]) => queue.metricApproximateNumberOfMessagesVisible({ period, label })),
          ),
        ],
        [
          graph('Oldest that is late (s)', [
            metrics.decidedNotApplied,
            metrics.waitingPastDue,
            metrics.sessionsNotLookedAfter,
            metrics.outboxAge,
          ]),
          graph('Spend on models (USD a day)', [metrics.spendUsd]),
        ],
      ],
    });
  }
}
