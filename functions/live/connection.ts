import { unreachable } from '../../lib/errors.ts';
import { endConnection, openConnection } from '../../lib/live/index.ts';
import { liveFunction } from '../middleware/live.ts';
import { platform } from '../runtime.ts';

/** A WebSocket is opened by its ticket, and forgotten when it ends. What comes in over it is read by nobody. */
export const handler = liveFunction(async ({ requestContext, queryStringParameters }) => {
  const { routeKey, connectionId } = requestContext;
  switch (routeKey) {
    case '$connect':
      return openConnection(platform(), { ticket: queryStringParameters?.ticket ?? '', connectionId });
    case '$disconnect':
      return endConnection(platform().table, connectionId);
    default:
      return unreachable(routeKey);
  }
});
