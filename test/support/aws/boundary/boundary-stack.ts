import { fileURLToPath } from 'node:url';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  bindMailer,
  bindQueue,
  bindSecret,
  bindTable,
  bindWorkflow,
  secretPath,
} from '../../../../infra/constructs/bindings.ts';
import { HttpEntrance } from '../../../../infra/constructs/http-api.ts';
import { LambdaFunction } from '../../../../infra/constructs/lambda-function.ts';
import type { Mailing } from '../../../../infra/constructs/mailing.ts';
import { SessionWorkflow } from '../../../../infra/constructs/session-workflow.ts';
import { WorkQueue } from '../../../../infra/constructs/work-queue.ts';
import type { Settings } from '../../../../infra/settings.ts';
import type { DataStack } from '../../../../infra/stacks/data-stack.ts';

export interface BoundaryStackProps extends StackProps {
  readonly settings: Settings;
  readonly data: DataStack;
  readonly mailing: Mailing;
}

/** One function with some of the product's rights and one with none, which both try everything; and a workflow that waits for a function that fails. */
export class BoundaryStack extends Stack {
  constructor(scope: Construct, id: string, props: BoundaryStackProps) {
    super(scope, id, { ...props, stackName: `countersign-${props.settings.stage}-boundary` });
    const { settings, data, mailing } = props;
    const functionProps = {
      entry: 'test/support/aws/boundary/attempts.ts',
      logRetention: settings.logRetentionDays,
    };
    const granted = new LambdaFunction(this, 'Granted', functionProps);
    const bare = new LambdaFunction(this, 'Bare', functionProps);
    const { queue } = new WorkQueue(this, 'Messages', { consumerTimeout: granted.timeout });
    bindTable(granted, data.tables.work, 'read');
    bindTable(granted, data.tables.audit, 'append');
    bindQueue(granted, 'mail', queue);
    bindSecret(granted, 'link-key', settings);
    bindMailer(granted, settings, mailing.configurationSetName);
    bindWorkflow(granted, settings, ['wake']);
    const scripted = new LambdaFunction(this, 'Scripted', {
      ...functionProps,
      entry: 'test/support/aws/boundary/scripted-task.ts',
    });
    const workflow = new SessionWorkflow(this, 'Canary', {
      stateMachineName: `countersign-${settings.stage}-canary`,
      definitionFile: fileURLToPath(new URL('./canary.asl.json', import.meta.url)),
      tasks: new Map([['fail', granted]]),
      logRetention: settings.logRetentionDays,
    });
    const entrance = new HttpEntrance(this, 'Entrance', {
      ratePerSecond: settings.gatewayRatePerSecond,
      burst: settings.gatewayBurst,
      logRetention: settings.logRetentionDays,
    });
    entrance.route([{ method: 'POST', path: '/granted' }], granted);
    entrance.route([{ method: 'POST', path: '/bare' }], bare);
    // The contract suite of the workflow engine makes machines of its own, which need somebody to be.
    new Role(this, 'ContractRole', { roleName: 'contract', assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const outputs = {
      ApiId: entrance.api.apiId,
      ScriptedTask: scripted.function.functionArn,
      CanaryWorkflow: workflow.stateMachine.stateMachineArn,
      WorkTable: data.tables.work.table.tableName,
      SubstrateTable: data.tables.substrate.table.tableName,
      AuditTable: data.tables.audit.table.tableName,
      Bucket: data.blobs.bucketName,
      Queue: queue.queueUrl,
      LinkKey: secretPath(settings, 'link-key'),
      ModelKey: secretPath(settings, 'model-key'),
      MailSender: settings.mailSender,
      ConfigurationSet: mailing.configurationSetName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
