/**
 * What a function may reach. Each bind sets the variable that names the resource and grants the rights that go with it, in one call,
 * so that neither exists without the other. The variables' names are those that the adapters read (lib/platform/aws/environment.ts).
 */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { queueVariables, secretVariables, tableVariables } from '../../lib/platform/aws/environment.ts';
import type { QueueName, SecretName } from '../../lib/platform/index.ts';
import type { Settings } from '../settings.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { LiveEntrance } from './live-entrance.ts';
import type { RecordTable } from './record-table.ts';

/** `append` never changes or removes a row: what the audit table needs. */
export type TableAccess = 'read' | 'write' | 'append';
export type BlobAccess = 'read' | 'write';
export type WorkflowRight = 'start' | 'wake' | 'stop' | 'describe';

const readRow = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const tableActions: Readonly<Record<TableAccess, readonly string[]>> = {
  read: readRow,
  append: [...readRow, 'dynamodb:PutItem', 'dynamodb:ConditionCheckItem'],
  write: [...readRow, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
};

export function bindTable(
  target: LambdaFunction,
  record: Pick<RecordTable, 'tableName' | 'table' | 'indexNames'>,
  access: TableAccess,
): void {
  const { tableName, tableArn } = record.table;
  target.setVariable(tableVariables[record.tableName], tableName);
  target.allow(tableActions[access], [tableArn]);
  const indexes = record.indexNames.filter((index) => index !== dueIndex);
  if (indexes.length > 0) {
    target.allow(
      ['dynamodb:Query'],
      indexes.map((index) => `${tableArn}/index/${index}`),
    );
  }
}

/** Lists what is due in every workspace at once, which is nobody's business but the sweep's. */
const dueIndex = 'byDue';

export function bindDueTimes(target: LambdaFunction, { table }: Pick<RecordTable, 'table'>): void {
  target.allow(['dynamodb:Query'], [`${table.tableArn}/index/${dueIndex}`]);
}

/** Listing the bucket's names is what makes S3 answer "not there" instead of "forbidden" for an absent object. */
export function bindBlobs(target: LambdaFunction, bucket: Bucket, access: BlobAccess): void {
  const bucketArn = arnSeenFrom(target, bucket);
  target.setVariable('BLOB_BUCKET', bucket.bucketName);
  target.allow(['s3:ListBucket'], [bucketArn]);
  target.allow(
    access === 'write' ? ['s3:GetObject', 's3:PutObject'] : ['s3:GetObject'],
    [`${bucketArn}/*`],
    'Objects are named by their digest; every object of this one bucket.',
  );
}

/** In its final form already now, because the reason for the wildcard has to name it. */
function arnSeenFrom(target: LambdaFunction, bucket: Bucket): string {
  const home = Stack.of(bucket);
  return home === Stack.of(target) ? bucket.bucketArn : home.exportValue(bucket.bucketArn);
}

export function bindQueue(target: LambdaFunction, name: QueueName, queue: IQueue): void {
  target.setVariable(queueVariables[name], queue.queueUrl);
  target.allow(['sqs:SendMessage'], [queue.queueArn]);
}

/** Secrets have fixed names (`countersign/<stage>/<name>`), so that operators find the one they fill in. Secrets Manager adds six characters. */
export function bindSecret(target: LambdaFunction, name: SecretName, settings: Settings): void {
  const secretId = secretPath(settings, name);
  target.setVariable(secretVariables[name], secretId);
  target.allow(
    ['secretsmanager:GetSecretValue'],
    [
      Stack.of(target).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName: `${secretId}-??????`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
  );
}

export const secretPath = (settings: Settings, name: SecretName): string => `countersign/${settings.stage}/${name}`;

/** The machine's name is fixed because functions it invokes also start and stop it: a reference would be a circle. */
export const workflowName = (settings: Settings, workflow: 'session'): string =>
  `countersign-${settings.stage}-${workflow}`;

export function bindWorkflow(target: LambdaFunction, settings: Settings, rights: readonly WorkflowRight[]): void {
  const name = workflowName(settings, 'session');
  const stack = Stack.of(target);
  const machine = stack.formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const executions = stack.formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${name}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  target.setVariable('SESSION_STATE_MACHINE_ARN', machine);
  if (rights.includes('start')) target.allow(['states:StartExecution'], [machine]);
  if (rights.includes('wake')) target.allow(['states:SendTaskSuccess'], [machine]);
  const why = 'Executions of this one machine; their names end with a number.';
  if (rights.includes('stop')) target.allow(['states:StopExecution'], [executions], why);
  // A stop that is refused looks at the status, to tell an execution that has ended from trouble.
  if (rights.includes('describe') || rights.includes('stop'))
    target.allow(['states:DescribeExecution'], [executions], why);
}

/** Connections have ids that nobody knows beforehand. */
export function bindPush(target: LambdaFunction, live: Pick<LiveEntrance, 'connectionsArn'>): void {
  const why = 'Connections of this one API; their ids are known only once they are open.';
  target.allow(['execute-api:ManageConnections'], [live.connectionsArn], why);
}

/** SES checks the identity that mail comes from, which is the address or its whole domain, and the configuration set. */
export function bindMailer(target: LambdaFunction, settings: Settings, configurationSet: string): void {
  const domain = settings.mailSender.slice(settings.mailSender.indexOf('@') + 1);
  const stack = Stack.of(target);
  target.setVariable('MAIL_SENDER', settings.mailSender);
  target.setVariable('MAIL_CONFIGURATION_SET', configurationSet);
  target.allow(
    ['ses:SendEmail', 'ses:SendRawEmail'],
    [
      stack.formatArn({ service: 'ses', resource: 'identity', resourceName: settings.mailSender }),
      stack.formatArn({ service: 'ses', resource: 'identity', resourceName: domain }),
      stack.formatArn({ service: 'ses', resource: 'configuration-set', resourceName: configurationSet }),
    ],
  );
}

/** Anthropic (or a compatible server) by key; Bedrock by the function's own role, on the models of Anthropic only. */
export function bindModel(target: LambdaFunction, settings: Settings): void {
  target.setVariable('MODEL_PROVIDER', settings.modelProvider);
  if (settings.modelBaseUrl !== undefined) target.setVariable('MODEL_BASE_URL', settings.modelBaseUrl);
  if (settings.modelProvider === 'bedrock') allowBedrock(target);
  else bindSecret(target, 'model-key', settings);
}

/** Rights on a profile count only together with the rights on the models it leads to, in whatever region. */
function allowBedrock(target: LambdaFunction): void {
  const stack = Stack.of(target);
  target.allow(
    ['bedrock:InvokeModel'],
    [
      stack.formatArn({ service: 'bedrock', resource: 'inference-profile', resourceName: '*.anthropic.*' }),
      stack.formatArn({
        service: 'bedrock',
        region: '*',
        account: '',
        resource: 'foundation-model',
        resourceName: 'anthropic.*',
      }),
    ],
    'Agents name their model; any of this one maker, and a profile leads to the same model in several regions.',
  );
}
