import { problemKinds, problemOf } from '../../../functions/middleware/problem.ts';
import { CountersignError, errorCodes } from '../../../lib/errors.ts';
import { actorIsStillMember } from '../../../lib/identity/index.ts';
import { ConditionFailed } from '../../../lib/platform/index.ts';

const documentOf = (error: unknown) => JSON.parse(problemOf(error, 'req_x').answer.content ?? '');

/** The contract of errors: the status that each code answers with. */
const statuses: Readonly<Record<number, readonly string[]>> = {
  400: ['malformed_request', 'invalid_request'],
  401: ['unauthenticated'],
  403: ['forbidden'],
  404: ['not_found'],
  405: ['method_not_allowed'],
  409: [
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
  ],
  410: ['link_expired', 'link_superseded'],
  412: ['precondition_failed'],
  413: ['too_large'],
  415: ['unsupported_media_type'],
  422: ['idempotency_key_reused'],
  429: ['rate_limited'],
  500: ['internal'],
  503: ['unavailable'],
};

describe('a problem', () => {
  it.each(Object.entries(statuses).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)] as const)))(
    '%s is answered with %d',
    (code, status) => {
      const known = errorCodes.find((candidate) => candidate === code);
      expect(known && problemKinds[known].status).toBe(status);
    },
  );

  it('has a status for every code there is', () => {
    expect(Object.values(statuses).flat().sort()).toEqual([...errorCodes].sort());
  });

  it('shows what the error adds, but never in place of what every problem says', () => {
    const error = new CountersignError('already_decided', 'Somebody was first.', {
      extensions: { decision: { reviewId: 'rev_1' }, code: 'forged', status: 200 },
    });
    expect(documentOf(error)).toMatchObject({ code: 'already_decided', status: 409, decision: { reviewId: 'rev_1' } });
  });

  it.each([
    ['a programming error', new TypeError('secret words')],
    ['an internal error', new CountersignError('internal', 'secret words', { extensions: { token: 'secret words' } })],
    ['a thrown text', 'secret words'],
  ])('of %s tells nothing, and the log everything', (_, error) => {
    const problem = problemOf(error, 'req_x');
    expect(problem.answer.status).toBe(500);
    expect(problem.answer.content).not.toContain('secret');
    expect(problem.failure).toBe(error);
  });

  it.each([
    ['unavailable', undefined, '1'],
    ['unavailable', 4.2, '5'],
    ['rate_limited', 7, '7'],
  ] as const)('%s says when to come back', (code, retryAfterSeconds, header) => {
    const error = new CountersignError(code, 'Later.', retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
    expect(problemOf(error, 'req_x').answer.headers).toMatchObject({ 'retry-after': header });
  });

  it('of a race that no use case named is one to try again', () => {
    const problem = problemOf(new ConditionFailed('the row is as it was', 0, undefined), 'req_x');
    expect(problem).toMatchObject({ code: 'unavailable', failure: expect.any(ConditionFailed) });
  });

  it('of a membership that has just changed is a refusal', () => {
    expect(problemOf(new ConditionFailed(actorIsStillMember, 0, undefined), 'req_x').code).toBe('forbidden');
  });
});
