import { platform } from '../runtime.ts';
import type { HttpEvent } from './http-event.ts';

/** What becomes known of a request on its way, for its answer's headers and its log line. */
export interface Exchange {
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Template of the matched route; the path itself may hold a secret. */
  route: string;
  principalId: string | undefined;
  /** What the request is about, as its log lines name it (`sessionId`); only ids that were found. */
  ids: Readonly<Record<string, string>>;
  /** Code of the problem that was answered. */
  code: string | undefined;
}

const exchanges = new WeakMap<HttpEvent, Exchange>();

/** The one exchange of an event, begun when first asked for. */
export function exchangeOf(event: HttpEvent): Exchange {
  const known = exchanges.get(event);
  if (known !== undefined) return known;
  const { ids, clock } = platform();
  const begun: Exchange = {
    requestId: ids.next('req'),
    startedAt: clock.now(),
    route: `${event.requestContext.http.method.slice(0, 10)} (no route)`,
    principalId: undefined,
    ids: {},
    code: undefined,
  };
  exchanges.set(event, begun);
  return begun;
}
