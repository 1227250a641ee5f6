import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { CountersignError } from '../../lib/errors.ts';

/**
 * Refuses a form that another site posted. `Sec-Fetch-Site`, when present, must be `same-origin` and alone decides;
 * otherwise Origin's host must equal Host.
 * @throws CountersignError `forbidden`.
 */
export function requireSameOrigin(event: Pick<APIGatewayProxyEventV2, 'headers'>): void {
  if (!isSameOrigin(event.headers)) {
    throw new CountersignError('forbidden', 'This form was sent from another site. Open the page here and try again.');
  }
}

function isSameOrigin(headers: APIGatewayProxyEventV2['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const origin = URL.parse(headers.origin ?? '');
  if (origin === null || origin.host === '' || headers.host === undefined) return false;
  // Parsed like the origin, so that case and a default port make no difference.
  return URL.parse(`${origin.protocol}//${headers.host}`)?.host === origin.host;
}
