/** The product's own clients, told by the environment where to go as a function is. */
import { parseAwsEnvironment } from '../../../lib/platform/aws/environment.ts';
import type { AwsClient } from '../../../lib/platform/aws/wire/client.ts';
import { createConnect } from '../../../lib/platform/aws/wire/connect.ts';
import { bucketAddress, services } from '../../../lib/platform/aws/wire/endpoint.ts';

const environment = parseAwsEnvironment(process.env);

export const connect = createConnect(environment);

export const connectBucket = (bucket: string): AwsClient =>
  connect(services.s3, { endpoint: bucketAddress(environment, bucket) });
