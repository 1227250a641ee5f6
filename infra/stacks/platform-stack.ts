import { fileURLToPath } from 'node:url';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { QueueName } from '../../lib/platform/index.ts';
import { AlarmBoard } from '../constructs/alarm-board.ts';
import { secretPath, workflowName } from '../constructs/bindings.ts';
import { OperationsDashboard } from '../constructs/dashboard.ts';
import { consumeQueue, followTable, runEveryMinute } from '../constructs/event-sources.ts';
import { HttpEntrance } from '../constructs/http-api.ts';
import { defaultTimeoutSeconds, type LambdaFunction } from '../constructs/lambda-function.ts';
import { LiveEntrance } from '../constructs/live-entrance.ts';
import { LogMetrics } from '../constructs/log-metrics.ts';
import { Mailing } from '../constructs/mailing.ts';
import { SessionWorkflow } from '../constructs/session-workflow.ts';
import { signInFor } from '../constructs/sign-in.ts';
import { deadLetterQueue, WorkQueue } from '../constructs/work-queue.ts';
import type { Settings } from '../settings.ts';
import type { DataStack } from './data-stack.ts';
import { functionTable } from './function-table.ts';
import { createFunctions } from './functions.ts';
import { httpRoutes } from './http-routes.ts';

const sessionDefinition = fileURLToPath(new URL('../workflows/session.asl.json', import.meta.url));
/** What no route matches is answered by this function, in the product's own words. */
const answersTheRest = 'api/service';
/** Is told of each WebSocket that opens or ends. */
const connectsLive = 'live/connection';

const sweeps = 'schedule/run-due';
const runsAgents = 'workflow/run-agent';

interface Watched {
  readonly settings: Settings;
  readonly entrance: HttpEntrance;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly workflow: StateMachine;
  readonly parked: Queue;
}

export interface PlatformStackProps extends StackProps {
  readonly settings: Settings;
  readonly data: DataStack;
}

/** Everything that can be thrown away and deployed again: functions, routes, queues, the workflow and what watches them. */
export class PlatformStack extends Stack {
  readonly queues: Readonly<Record<QueueName, WorkQueue>>;
  readonly mailing: Mailing;

  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    super(scope, id, props);
    const { settings, data } = props;
    const entrance = new HttpEntrance(this, 'Entrance', {
      ratePerSecond: settings.gatewayRatePerSecond,
      burst: settings.gatewayBurst,
      logRetention: settings.logRetentionDays,
    });
    const live = new LiveEntrance(this, 'Live', {
      baseUrl: settings.liveBaseUrl,
      ratePerSecond: settings.gatewayRatePerSecond,
      burst: settings.gatewayBurst,
    });
    const publicUrl = settings.publicUrl ?? entrance.address;
    this.queues = { mail: this.createQueue('mail', settings) };
    this.mailing = new Mailing(this, 'Mailing');
    const functions = createFunctions(this, {
      settings,
      data,
      queues: this.queues,
      mailing: this.mailing,
      publicUrl,
      live,
      signIn: signInFor(this, settings, data.people, publicUrl),
    });
    this.routeRequests(entrance, functions, settings);
    live.route(named(functions, connectsLive));
    const parked = this.startFunctions(functions, props);
    const workflow = new SessionWorkflow(this, 'SessionWorkflow', {
      stateMachineName: workflowName(settings, 'session'),
      definitionFile: sessionDefinition,
      tasks: workflowTasks(functions),
      logRetention: settings.logRetentionDays,
    });
    this.watch({ settings, entrance, functions, workflow: workflow.stateMachine, parked });
    new CfnOutput(this, 'ApiUrl', { value: entrance.address });
    new CfnOutput(this, 'ApiId', { value: entrance.api.apiId });
    new CfnOutput(this, 'LiveEndpoint', { value: live.endpoint });
    new CfnOutput(this, 'PublicUrl', { value: publicUrl });
    new CfnOutput(this, 'ModelKeySecret', { value: secretPath(settings, 'model-key') });
  }

  /** Alarms and the dashboard: everything that somebody should look at, and the figures behind it. */
  private watch({ settings, entrance, functions, workflow, parked }: Watched): void {
    const sweep = named(functions, sweeps);
    const metrics = new LogMetrics(this, 'LogMetrics', {
      namespace: `Countersign/${settings.stage}`,
      sweep,
      agent: named(functions, runsAgents),
    });
    const alarms = new AlarmBoard(this, 'Alarms', { mailTo: settings.alarmAddress });
    for (const [name, target] of functions) alarms.watchFunction(name, target);
    const deadLetters = new Map(Object.entries(this.queues).map(([name, queue]) => [name, queue.deadLetters]));
    for (const [name, queue] of deadLetters) alarms.watchDeadLetters(name, queue);
    alarms.watchDeadLetters('parked', parked, 'Parked changes');
    alarms.watchWorkflow('session', workflow);
    alarms.watchSweep(sweep, metrics);
    alarms.watchSpend(metrics.spendUsd, settings.spendAlarmUsdPerDay);
    new OperationsDashboard(this, 'Operations', {
      dashboardName: `countersign-${settings.stage}`,
      entrance,
      functions,
      workflow,
      deadLetters: new Map([...deadLetters, ['parked', parked]]),
      metrics,
    });
    for (const [name, { queue, deadLetters: kept }] of Object.entries(this.queues)) {
      new CfnOutput(this, `Queue${name}`, { value: queue.queueUrl });
      new CfnOutput(this, `DeadLetters${name}`, { value: kept.queueUrl });
    }
  }

  private createQueue(name: QueueName, settings: Settings): WorkQueue {
    const consumer = Object.values(functionTable(settings)).find((entry) => entry.consumes === name);
    const consumerTimeout = Duration.seconds(consumer?.timeoutSeconds ?? defaultTimeoutSeconds);
    return new WorkQueue(this, `Queue-${name}`, { consumerTimeout });
  }

  private routeRequests(
    entrance: HttpEntrance,
    functions: ReadonlyMap<string, LambdaFunction>,
    settings: Settings,
  ): void {
    for (const [name, paths] of httpRoutes(settings)) entrance.route(paths, named(functions, name));
    entrance.routeTheRest(named(functions, answersTheRest));
  }

  /** @returns the queue that keeps what could not be done */
  private startFunctions(
    functions: ReadonlyMap<string, LambdaFunction>,
    { settings, data }: PlatformStackProps,
  ): Queue {
    const parked = deadLetterQueue(
      this,
      'Parked',
      'It keeps changes and runs that failed: a dead-letter queue itself.',
    );
    for (const [name, entry] of Object.entries(functionTable(settings))) {
      const target = named(functions, name);
      if (entry.consumes !== undefined) consumeQueue(target, this.queues[entry.consumes]);
      if (entry.follows !== undefined) followTable(target, data.tables[entry.follows], parked);
      if (entry.everyMinute === true) runEveryMinute(target, parked);
    }
    return parked;
  }
}

/** `workflow/stage-bundle` is `${stageBundle}` in a definition. */
function workflowTasks(functions: ReadonlyMap<string, LambdaFunction>): ReadonlyMap<string, LambdaFunction> {
  const tasks = [...functions].filter(([name]) => name.startsWith('workflow/'));
  return new Map(tasks.map(([name, target]) => [camelCase(name.slice('workflow/'.length)), target]));
}

const camelCase = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function named(functions: ReadonlyMap<string, LambdaFunction>, name: string): LambdaFunction {
  const target = functions.get(name);
  if (target === undefined) throw new Error(`${name} is routed to but is not in infra/stacks/function-table.ts`);
  return target;
}
