/** Requests of somebody who does not give up: repeated under the same key until a process lives long enough to answer. */
import type { Answer, Person } from '../../support/scenario/client.ts';
import { clientOf } from '../../support/scenario/client.ts';
import type { Problem, SessionState } from '../../support/scenario/shapes.ts';
import type { MortalHost } from './host.ts';

const maxAttempts = 40;
const pauseMs = 20;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pauseMs));

/** @throws Error when no answer came in many lives of the host */
export async function post<T>(
  host: MortalHost,
  person: Person,
  request: { readonly path: string; readonly body: unknown; readonly key: string },
): Promise<Answer<T>> {
  const { path, body, key } = request;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    await host.up();
    const answer = await clientOf(host, person)
      .post<T & Partial<Problem>>(path, body, { 'idempotency-key': key })
      .catch(() => undefined);
    if (answer !== undefined && answer.body.code !== 'idempotency_in_progress') return answer;
    await pause();
  }
  throw new Error(`POST ${path} was never answered`);
}

/** What somebody who waits for the work sees at last: a question to a person, an end, or nothing yet. */
const patienceMs = 4_000;

/** The session's state once a checkpoint other than `before` is open or it has ended; undefined when that takes too long. */
export async function awaitQuestion(
  host: MortalHost,
  path: string,
  before?: string,
): Promise<SessionState | undefined> {
  const giveUpAt = Date.now() + patienceMs;
  let seen = '';
  while (Date.now() < giveUpAt) {
    await host.up();
    const answer = await clientOf(host, 'viewer')
      .get<SessionState>(`${path}/status?waitSeconds=1`, seen === '' ? {} : { 'if-none-match': seen })
      .catch(() => undefined);
    if (answer === undefined) await pause();
    else if (answer.status === 200) {
      const { status, openCheckpointId } = answer.body;
      if (status === 'pending_review' && openCheckpointId !== before) return answer.body;
      if (['approved', 'rejected', 'completed', 'failed', 'cancelled'].includes(status)) return answer.body;
      seen = answer.headers.get('etag') ?? '';
    }
  }
  return undefined;
}
