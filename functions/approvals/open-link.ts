import { makeNonce } from '../../lib/notifications/index.ts';
import { exchangeOf } from '../middleware/exchange.ts';
import type { HttpResult } from '../middleware/http-event.ts';
import { limitRequests } from '../middleware/limit-requests.ts';
import { pageFunction } from '../middleware/page.ts';
import type { PageRequest } from '../middleware/page-request.ts';
import { platform } from '../runtime.ts';
import { linkPage } from './link-page.tsx';
import { idsOfLink, knownLink, standingOfLink } from './load-link.ts';

/** `GET` and `HEAD /a/{token}`: looks and writes nothing, however often and by whomever it is opened. */
async function open({ event, params, query, visitor }: PageRequest<'openLink' | 'peekLink'>): Promise<HttpResult> {
  // Guessing is hopeless, but it shall not be cheap either.
  limitRequests({ address: event.requestContext.http.sourceIp });
  const ports = platform();
  const { token } = params;
  const link = await knownLink(ports, token);
  exchangeOf(event).ids = idsOfLink(link);
  const [standing, nonce] = await Promise.all([
    standingOfLink(ports, link, visitor),
    makeNonce(ports, token, link.checkpoint.digest),
  ]);
  const whole = query.get('whole') ?? undefined;
  return linkPage({ link, standing, token, nonce, now: ports.clock.now(), whole });
}

export const handler = pageFunction('approvals/open-link', { openLink: open, peekLink: open });
