/** The closed error vocabulary of the product. One place (functions/middleware/problem.ts) maps a code to an HTTP status. */
export const errorCodes = [
  'malformed_request',
  'invalid_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'already_decided',
  'content_changed',
  'block_conflict',
  'state_conflict',
  'idempotency_in_progress',
  'dependency_cycle',
  'not_assigned',
  'dependencies_not_met',
  'orchestrator_unavailable',
  'limit_reached',
  'link_expired',
  'link_superseded',
  'precondition_failed',
  'too_large',
  'unsupported_media_type',
  'idempotency_key_reused',
  'rate_limited',
  'internal',
  'unavailable',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What a caller may try again unchanged, after a pause. */
const retryableCodes: ReadonlySet<ErrorCode> = new Set([
  'idempotency_in_progress',
  'rate_limited',
  'internal',
  'unavailable',
]);

export interface FieldError {
  /** JSON pointer into the body, or `?name` for a query parameter. */
  readonly pointer: string;
  readonly message: string;
}

interface ErrorOptions {
  readonly cause?: unknown;
  /** Extra members of the problem document (`decision`, `currentDigest`, `conflicts`, `currentStatus`, `errors` …). */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
}

/** Every error that a caller is meant to see; anything else becomes `internal` with a generic text at the edge. */
export class CountersignError extends Error {
  override readonly name = 'CountersignError';
  readonly code: ErrorCode;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, detail: string, options: ErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.extensions = options.extensions ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get retryable(): boolean {
    return retryableCodes.has(this.code);
  }
}

/** Absent and foreign look the same: the text never says which (requirement G17). */
export const notFound = (): CountersignError =>
  new CountersignError('not_found', 'There is nothing here, or it is not yours.');

export const stateConflict = (detail: string, currentStatus: string): CountersignError =>
  new CountersignError('state_conflict', detail, { extensions: { currentStatus } });

export const invalidRequest = (errors: readonly FieldError[]): CountersignError =>
  new CountersignError(
    'invalid_request',
    errors.map((error) => `${error.pointer}: ${error.message}`).join('; ') || 'The request is invalid.',
    {
      extensions: { errors },
    },
  );

/** Ends an exhaustive switch over a union: adding a member without a branch stops the build. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
