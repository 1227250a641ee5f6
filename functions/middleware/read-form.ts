import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { CountersignError } from '../../lib/errors.ts';

const maxFormBytes = 1024 * 1024;
/** A review of many artifacts has a field for each; more is no form of ours. */
const maxFields = 2_000;
const formMediaType = /^application\/x-www-form-urlencoded(?:\s*;.*)?$/i;

/**
 * The fields of a posted form. An empty body is a form without fields.
 * @throws CountersignError `too_large`, `unsupported_media_type`, `malformed_request`
 */
export function readForm(
  event: Pick<APIGatewayProxyEventV2, 'body' | 'headers' | 'isBase64Encoded'>,
  maxBytes = maxFormBytes,
): URLSearchParams {
  const { body = '', isBase64Encoded } = event;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) throw new CountersignError('too_large', `The form is larger than ${maxBytes} bytes.`);
  if (bytes.length === 0) return new URLSearchParams();
  if (!formMediaType.test(event.headers['content-type'] ?? ''))
    throw new CountersignError('unsupported_media_type', 'Forms are taken as application/x-www-form-urlencoded.');
  const form = new URLSearchParams(bytes.toString('utf8'));
  if (form.size > maxFields) throw new CountersignError('malformed_request', 'The form has too many fields.');
  return form;
}
