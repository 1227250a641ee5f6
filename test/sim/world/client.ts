/** A person's program or browser: it gives each request a key, and sends it again when the answer was lost or says "later". */
import type { HttpResult } from '../../../functions/middleware/http-event.ts';
import { answerRequest, type HttpRequest } from './host.ts';
import { deliver } from './process.ts';
import type { World } from './world.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: HttpResult['headers'];
  /** The JSON of the answer; an empty object for other answers. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request that was answered with success, as it was sent and as it was answered (I6, I7). */
export interface Acknowledged {
  readonly request: HttpRequest;
  readonly answer: Answer;
}

/** When a program gives up waiting for an answer. */
const patienceMs = 30_000;
/** The pauses before it sends the same again; after the last one it gives up. */
const pausesMs = [1_000, 4_000, 16_000, 64_000, 128_000] as const;
/** Everything that was answered with success, of the run that goes on. */
const acknowledgedOf = new WeakMap<World, Acknowledged[]>();
export const acknowledged = (world: World): readonly Acknowledged[] => acknowledgedOf.get(world) ?? [];
/** Everything that left the product as an answer, with the principal whom it was given to. */
const answersOf = new WeakMap<
  World,
  { readonly person: string | undefined; readonly text: string; readonly path: string }[]
>();
export const answersGiven = (world: World) => answersOf.get(world) ?? [];

/** Sends it until there is an answer that the sender can use. @throws Error when there is none after the last pause */
export async function send(world: World, request: HttpRequest): Promise<Answer> {
  let last = 'no answer';
  for (const pause of [...pausesMs, undefined]) {
    const answer = await sendOnce(world, request);
    if (answer !== undefined && !isPassing(answer)) {
      if (answer.status < 400) keep(acknowledgedOf, world, { request, answer });
      return answer;
    }
    last = answer === undefined ? 'no answer' : `${answer.status} ${answer.text}`;
    if (pause !== undefined) await world.sleep(pause);
  }
  throw new Error(`${request.person ?? 'nobody'}: ${request.method} ${request.path} was not answered: ${last}`);
}

/** Undefined when the connection broke, or nothing came in time. */
export async function sendOnce(world: World, request: HttpRequest): Promise<Answer | undefined> {
  const { process } = world;
  const name = `${request.method} ${request.path.replaceAll(/_[0-9A-Z]{26}/g, '')}`;
  const answering = deliver(process, name, () => answerRequest(request, world.now()));
  const patience = world.patience(patienceMs);
  const result = await Promise.race([answering, process.died, patience.over]);
  patience.cancel();
  if (result === undefined) return undefined;
  const text = result.body ?? '';
  keep(answersOf, world, { person: request.person, text, path: request.path });
  const isJson = /json/.test(String(result.headers?.['content-type'] ?? ''));
  return {
    status: result.statusCode ?? 0,
    text,
    headers: result.headers,
    body: isJson && text !== '' ? JSON.parse(text) : {},
  };
}

/** Trouble on the other side, the same request still at work, or somebody deciding at this moment: it may be over soon. */
const isPassing = ({ status, body }: Answer): boolean =>
  status >= 500 ||
  status === 429 ||
  body.code === 'idempotency_in_progress' ||
  (body.code === 'state_conflict' && body.currentStatus === 'deciding');

function keep<T>(kept: WeakMap<World, T[]>, world: World, one: T): void {
  const all = kept.get(world) ?? [];
  all.push(one);
  kept.set(world, all);
}
