import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { CountersignError } from '../../lib/errors.ts';
import {
  fingerprintOf,
  type KeyedRequest,
  keyIsUnused,
  type Remember,
  recall,
  rememberingWrites,
  rememberNothing,
  type StoredAnswer,
} from '../../lib/idempotency/index.ts';
import type { Actor, Principal } from '../../lib/identity/index.ts';
import { ConditionFailed, type Platform } from '../../lib/platform/index.ts';
import type { Route } from '../api/route.ts';
import type { Answer } from './api-request.ts';

/** 1–255 visible ASCII characters. */
const keyPattern = /^[\x21-\x7e]{1,255}$/;

/** A POST with an Idempotency-Key; undefined for every other request. @throws CountersignError `malformed_request` */
export function keyedRequest(
  route: Route,
  event: Pick<APIGatewayProxyEventV2, 'headers' | 'rawPath'>,
  of: { readonly principal: Principal | undefined; readonly actor: Actor | undefined; readonly sent: unknown },
): KeyedRequest | undefined {
  const idempotencyKey = event.headers['idempotency-key'];
  if (route.method !== 'POST' || of.principal === undefined || idempotencyKey === undefined) return undefined;
  if (!keyPattern.test(idempotencyKey)) {
    throw new CountersignError('malformed_request', 'An Idempotency-Key is 1 to 255 visible ASCII characters.');
  }
  return {
    workspaceId: of.actor?.workspaceId,
    principalId: of.principal.principalId,
    idempotencyKey,
    fingerprint: fingerprintOf(route.method, event.rawPath, of.sent),
  };
}

/** What a handler gives its use case to write along. */
export function rememberFor(
  platform: Platform,
  keyed: KeyedRequest | undefined,
): <T>(toAnswer: (result: T) => Answer) => Remember<T> {
  if (keyed === undefined) return () => rememberNothing;
  return (toAnswer) => async (result) => rememberingWrites(platform, keyed, storedForm(toAnswer(result)));
}

/**
 * Answers a request that was seen before as it was answered then; otherwise works. Of equal requests at the same moment one
 * commits; the others fail on its effect, in whatever words, and find its answer.
 */
export async function answerOnce(
  platform: Platform,
  keyed: KeyedRequest | undefined,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (keyed === undefined) return work();
  const before = await recall(platform, keyed);
  if (before !== undefined) return answerForm(before);
  try {
    return await work();
  } catch (error) {
    const winner = await recall(platform, keyed);
    if (winner !== undefined) return answerForm(winner);
    if (error instanceof ConditionFailed && error.condition === keyIsUnused) throw inProgress(error);
    throw error;
  }
}

const inProgress = (cause: unknown): CountersignError =>
  new CountersignError('idempotency_in_progress', 'The same request is being worked on. Try again.', {
    cause,
    retryAfterSeconds: 1,
  });

function storedForm({ status, body, content, location, headers }: Answer): StoredAnswer {
  const text = content ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    status,
    headers: { ...headers, ...(location === undefined ? {} : { location }) },
    ...(text === undefined ? {} : { text }),
  };
}

const answerForm = ({ status, headers, text }: StoredAnswer): Answer => ({
  status,
  headers,
  ...(text === undefined ? {} : { json: text }),
});
