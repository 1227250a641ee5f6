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

const period = Duration.minutes(5);

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
  watchFunction(name: string, target: LambdaFunction): void {
    const { function: watched } = target;
    this.ringOnAny(`Errors-${name}`, watched.metricErrors({ period }), `${name} failed; its log group says why.`);
  }

  watchDeadLetters(name: string, deadLetters: Queue): void {
    const metric = deadLetters.metricApproximateNumberOfMessagesVisible({ period });
    this.ringOnAny(
      `DeadLetters-${name}`,
      metric,
      `Something from ${name} could not be done and waits in the queue ${deadLetters.node.path}.`,
    );
  }

  watchWorkflow(name: string, machine: StateMachine): void {
    this.ringOnAny(
      `Failed-${name}`,
      machine.metricFailed({ period }),
      `A ${name} execution failed; its history says where.`,
    );
    this.ringOnAny(`TimedOut-${name}`, machine.metricTimedOut({ period }), `A ${name} execution ran out of time.`);
  }

  /** Rings as soon as the metric is above zero. */
  private ringOnAny(id: string, metric: IMetric, alarmDescription: string): void {
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription,
      threshold: 0,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
