/** What an AWS call's failure means to the product: everything that may pass by itself is `unavailable`. */
import { CountersignError } from '../../errors.ts';
import { errorMember } from '../error-member.ts';
import type { Answer } from './wire/exchange.ts';

/** Services name the same trouble differently. */
const passingNames: ReadonlySet<string> = new Set([
  'ConditionalRequestConflict',
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

/** AWS answered no. `name` is what AWS calls it. */
export class AwsRefusal extends Error {
  override readonly name: string;
  readonly status: number;
  /** The answer's members, of services that answer in JSON. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor({ status, headers, body }: Answer) {
    const text = body.toString('utf8');
    const members = membersOf(text);
    const message = members.message ?? members.Message;
    super(typeof message === 'string' ? message : `answered ${status}`);
    const named = [headers['x-amzn-errortype'], members.__type, members.code, /<Code>([^<]+)<\/Code>/.exec(text)?.[1]];
    this.name = shortName(named.find((name) => typeof name === 'string') ?? `HTTP ${status}`);
    this.status = status;
    this.members = members;
  }
}

/** `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException:http://…` is a ResourceNotFoundException. */
const shortName = (name: unknown): string => String(name).split(':')[0]?.split('#').at(-1) ?? '';

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    // S3 and gateways on the way answer in other forms; then name and status are all there is.
    return {};
  }
}

export const nameOf = (error: unknown): string => errorMember(error, 'name');

/** HTTP status of the answer; undefined when there was none (timeout, broken connection). */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof AwsRefusal ? error.status : undefined;

/** Whether the same call may succeed a moment later: throttling, contention, 5xx, a connection that broke or was never made. */
export function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  if (status === undefined) return isConnectionFailure(error);
  return status >= 500 || status === 429 || passingNames.has(nameOf(error));
}

function isConnectionFailure(error: unknown): boolean {
  return (
    nameOf(error) === 'TimeoutError' || /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)/.test(errorMember(error, 'code'))
  );
}

/** `unavailable` for throttling, 5xx and broken connections, else `internal`; both name the call and keep the cause. */
export function awsFailure(error: unknown, call: string): CountersignError {
  const passes = statusOf(error) === undefined || mayPass(error);
  return new CountersignError(passes ? 'unavailable' : 'internal', `${call} failed: ${nameOf(error)}`, {
    cause: error,
  });
}
