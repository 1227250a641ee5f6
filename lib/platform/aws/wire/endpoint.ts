import type { AwsEnvironment } from '../environment.ts';
import { requireVariable } from '../environment.ts';

/** A service: the name in its host name, and the one in its signatures. */
export interface ServiceName {
  readonly host: string;
  readonly signing: string;
}

export const services = {
  dynamodb: { host: 'dynamodb', signing: 'dynamodb' },
  streams: { host: 'streams.dynamodb', signing: 'dynamodb' },
  s3: { host: 's3', signing: 's3' },
  secrets: { host: 'secretsmanager', signing: 'secretsmanager' },
  mail: { host: 'email', signing: 'ses' },
  workflow: { host: 'states', signing: 'states' },
  queue: { host: 'sqs', signing: 'sqs' },
  /** Answers at an address of its own for each WebSocket API. */
  connections: { host: 'execute-api', signing: 'execute-api' },
} as const satisfies Record<string, ServiceName>;

/** Where the service answers in the function's region; `AWS_ENDPOINT_URL` leads every service elsewhere, as it does for AWS's own tools. */
export function endpointOf(environment: AwsEnvironment, service: ServiceName): string {
  const custom = environment.AWS_ENDPOINT_URL;
  if (custom !== undefined) return custom.replace(/\/+$/, '');
  const region = requireVariable(environment, 'AWS_REGION');
  return `https://${service.host}.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
}

/** A bucket has a host name of its own on AWS. An endpoint of one's own has one name for all buckets. */
export function bucketAddress(environment: AwsEnvironment, bucket: string): string {
  const endpoint = endpointOf(environment, services.s3);
  return environment.AWS_ENDPOINT_URL === undefined
    ? endpoint.replace('https://', `https://${bucket}.`)
    : `${endpoint}/${bucket}`;
}
