/** Connections of an API Gateway WebSocket API, reached through its management interface. */
import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { Push } from '../ports.ts';
import { awsFailure, nameOf, statusOf } from './failure.ts';

/** Older interfaces name the error, all give its status. */
const isGone = (error: unknown): boolean => nameOf(error) === 'GoneException' || statusOf(error) === 410;

export function createApiGatewayPush({ client }: { readonly client: ApiGatewayManagementApiClient }): Push {
  return {
    async send(connectionId, text) {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(text) }));
        return 'sent';
      } catch (error) {
        if (isGone(error)) return 'gone';
        throw awsFailure(error, 'execute-api:PostToConnection');
      }
    },
    async close(connectionId) {
      await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId })).catch((error: unknown) => {
        if (!isGone(error)) throw awsFailure(error, 'execute-api:DeleteConnection');
      });
    },
  };
}
