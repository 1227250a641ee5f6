/** The chain of what happens to a WebSocket, as API Gateway tells it; the embedded host tells it in the same shape. */
import middy from '@middy/core';
import * as z from 'zod';
import { platform, settings } from '../runtime.ts';
import { hostContext } from './host-context.ts';
import { problemOf } from './problem.ts';
import { refreshClock } from './refresh-clock.ts';

export const LiveEvent = z.object({
  requestContext: z.object({ routeKey: z.enum(['$connect', '$disconnect']), connectionId: z.string().min(1) }),
  /** At `$connect` only. */
  queryStringParameters: z.record(z.string(), z.string()).nullish(),
});
export type LiveEvent = z.infer<typeof LiveEvent>;
export interface LiveResult {
  readonly statusCode: number;
}
export type LiveHandler = (event: LiveEvent) => Promise<LiveResult>;

/** @param take one of the two; what it throws refuses the connection. Of the ticket nothing is logged. */
export function liveFunction(take: (event: LiveEvent) => Promise<void>): LiveHandler {
  const chain = middy<LiveEvent, LiveResult>()
    .use(refreshClock())
    .handler(async (event: LiveEvent) => {
      const { ids, log } = platform();
      const requestId = ids.next('req');
      const { routeKey: route } = event.requestContext;
      try {
        await take(LiveEvent.parse(event));
        if (settings().logRequests) log.info('live.request', { requestId, route, status: 200 });
        return { statusCode: 200 };
      } catch (error) {
        const { answer, code, failure } = problemOf(error, requestId);
        if (failure === undefined) log.info('live.request', { requestId, route, status: answer.status, code });
        else log.error('live.failed', { requestId, route, error: String(failure) });
        return { statusCode: answer.status };
      }
    });
  return (event) => chain(event, hostContext);
}
