/** Connections of an API Gateway WebSocket API, reached through its management interface. */
import type { Push } from '../ports.ts';
import { awsFailure, nameOf, statusOf } from './failure.ts';
import type { AwsClient } from './wire/client.ts';
import { encodePart } from './wire/signature.ts';

/** Older interfaces name the error, all give its status. */
const isGone = (error: unknown): boolean => nameOf(error) === 'GoneException' || statusOf(error) === 410;

const asBytes = { 'content-type': 'application/octet-stream' };
const pathOf = (connectionId: string): string => `/@connections/${encodePart(connectionId)}`;

export function createApiGatewayPush({ client }: { readonly client: Pick<AwsClient, 'send'> }): Push {
  return {
    async send(connectionId, text) {
      try {
        await client.send({ method: 'POST', path: pathOf(connectionId), headers: asBytes, body: text });
        return 'sent';
      } catch (error) {
        if (isGone(error)) return 'gone';
        throw awsFailure(error, 'execute-api:PostToConnection');
      }
    },
    async close(connectionId) {
      await client.send({ method: 'DELETE', path: pathOf(connectionId) }).catch((error: unknown) => {
        if (!isGone(error)) throw awsFailure(error, 'execute-api:DeleteConnection');
      });
    },
  };
}
