/** What of a template holds something that an update must not replace, and what of it CloudFormation can only change by replacing it. */
import type { Template } from 'aws-cdk-lib/assertions';
import { type Resource, resourcesOf } from './synthesized.ts';

/** By type, the properties whose change means a new resource (CloudFormation's template reference: "Update requires: Replacement"). */
const replacing: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SecretsManager::Secret': ['Name'],
  'AWS::Cognito::UserPool': ['UsernameAttributes', 'AliasAttributes', 'UsernameConfiguration'],
  'AWS::Cognito::UserPoolDomain': ['Domain'],
  'AWS::Cognito::UserPoolClient': ['ClientName', 'GenerateSecret'],
  // Messages on their way, and what waits for somebody to look.
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  // Executions that wait for a person end with their machine.
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'StateMachineType'],
};

export interface StatefulResource {
  readonly type: string;
  readonly fixed: Readonly<Record<string, unknown>>;
}

export const statefulResources = (template: Template): Readonly<Record<string, StatefulResource>> =>
  Object.fromEntries(
    resourcesOf(template)
      .filter(({ type }) => type in replacing)
      .map((resource) => [resource.id, { type: resource.type, fixed: fixedOf(resource) }]),
  );

function fixedOf({ type, properties }: Resource): Readonly<Record<string, unknown>> {
  const kept = replacing[type]?.filter((name) => properties[name] !== undefined) ?? [];
  return Object.fromEntries(kept.map((name) => [name, properties[name]]));
}
