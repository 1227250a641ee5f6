import { createSystemClock } from '../../clock.ts';
import { createIds } from '../../ids.ts';
import { type AwsEnvironment, requireVariable } from '../environment.ts';
import { type AwsClient, createAwsClient } from './client.ts';
import { endpointOf, type ServiceName } from './endpoint.ts';
import type { Credentials } from './signature.ts';

/** Sends of one call; queues and sweepers try again later. */
const defaultAttempts = 4;

/** Who a function is to AWS, and where. @throws CountersignError `internal` naming a variable that is missing. */
export const callerOf = (
  environment: AwsEnvironment,
): { readonly region: string; readonly credentials: Credentials } => ({
  region: requireVariable(environment, 'AWS_REGION'),
  credentials: {
    accessKeyId: requireVariable(environment, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: requireVariable(environment, 'AWS_SECRET_ACCESS_KEY'),
    ...(environment.AWS_SESSION_TOKEN !== undefined && { sessionToken: environment.AWS_SESSION_TOKEN }),
  },
});

/** A client of the service, with the function's own credentials in its own region. @throws CountersignError `internal` naming a variable that is missing. */
export type Connect = (
  service: ServiceName,
  options?: { readonly endpoint?: string; readonly maxAttempts?: number },
) => AwsClient;

/** Signs with the machine's time: that of a test stage may have been moved. */
export function createConnect(environment: AwsEnvironment): Connect {
  const clock = createSystemClock();
  const ids = createIds(clock);
  return (service, { endpoint, maxAttempts = defaultAttempts } = {}) =>
    createAwsClient({
      endpoint: endpoint ?? endpointOf(environment, service),
      ...callerOf(environment),
      service: service.signing,
      clock,
      ids,
      maxAttempts,
    });
}
