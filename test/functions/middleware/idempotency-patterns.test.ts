import { answerOnce, rememberFor } from '../../../functions/middleware/idempotency.ts';
import { CountersignError } from '../../../lib/errors.ts';
import { fingerprintOf, type KeyedRequest } from '../../../lib/idempotency/index.ts';
import { ConditionFailed, type Key, type Platform, type Table } from '../../../lib/platform/index.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';
import { seeded } from '../../support/seeded.ts';

const keys = 1_000;
const keysAtOnce = 25;
const seed = 4;
const random = seeded(seed);
let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

type Cut = 'before the commit' | 'after the commit' | undefined;

interface Attempt {
  readonly body: string;
  readonly cut: Cut;
}
type Outcome = { readonly text: string } | { readonly refused: string };

const effectKey = (key: string): Key => ({ pk: 'W#wsp_1#effects', sk: key });
const effectsOf = async (key: string): Promise<unknown> =>
  (await host.platform.table.get('work', effectKey(key)))?.count;

/** A use case that counts how often it took effect, under a key; the process may be cut off before or after its commit. */
async function send(platform: Platform, key: string, { body, cut }: Attempt): Promise<Outcome> {
  const keyed: KeyedRequest = {
    workspaceId: 'wsp_1',
    principalId: 'rosa',
    idempotencyKey: key,
    fingerprint: fingerprintOf('POST', '/v1/things', { body }),
  };
  const answer = { status: 201, body: { id: platform.ids.next('thing'), body } } as const;
  try {
    const { json } = await answerOnce(platform, keyed, async () => {
      if (cut === 'before the commit') throw new CountersignError('unavailable', 'cut off');
      await platform.table.commit([
        { kind: 'update', table: 'work', key: effectKey(key), add: { count: 1 } },
        ...(await rememberFor(platform, keyed)(() => answer)(undefined)),
      ]);
      if (cut === 'after the commit') throw new CountersignError('unavailable', 'the reply was lost');
      return { status: 201, json: JSON.stringify(answer.body) };
    });
    return { text: String(json) };
  } catch (error) {
    if (error instanceof CountersignError) return { refused: error.code };
    throw error;
  }
}

/** 2 to 50 requests under one key: most are the same, some ask for something else, some are cut off. */
function attempts(): readonly Attempt[] {
  const others = random() < 0.3;
  return Array.from({ length: 2 + Math.floor(random() * 49) }, () => ({
    body: others && random() < 0.2 ? 'something else' : 'the same',
    cut: random() < 0.1 ? 'before the commit' : random() < 0.1 ? 'after the commit' : undefined,
  }));
}

const answered = (outcomes: readonly Outcome[]): ReadonlySet<string> =>
  new Set(outcomes.flatMap((outcome) => ('text' in outcome ? [outcome.text] : [])));

describe('T4 requests under the same Idempotency-Key', () => {
  const firstAnswers = new Map<string, string>();
  const keyOf = (number: number): string => `key-${number}`;

  it('I7 have one effect and one answer for each of a thousand keys, whatever comes at once and is cut off', async () => {
    for (let from = 0; from < keys; from += keysAtOnce) {
      await Promise.all(
        Array.from({ length: keysAtOnce }, async (_, offset) => {
          const key = keyOf(from + offset);
          const outcomes = await Promise.all(attempts().map((attempt) => send(host.platform, key, attempt)));
          const retried = await send(host.platform, key, { body: 'the same', cut: undefined });
          const texts = answered([...outcomes, retried]);
          expect(await effectsOf(key)).toBe(1);
          expect(texts.size).toBe(1);
          firstAnswers.set(key, [...texts][0] ?? '');
        }),
      );
    }
    expect(firstAnswers.size).toBe(keys);
  });

  it.each([
    ['10 minutes', 600],
    ['an hour', 3_000],
    ['a day', 82_800],
  ])('I7 are answered as they were after %s, and have no other effect', async (_, seconds) => {
    await host.platform.testClock?.advance(seconds);
    for (const [key, text] of firstAnswers) {
      const { body }: { body: string } = JSON.parse(text);
      expect(await send(host.platform, key, { body, cut: undefined })).toEqual({ text });
      expect(await send(host.platform, key, { body: `not ${body}`, cut: undefined })).toEqual({
        refused: 'idempotency_key_reused',
      });
      expect(await effectsOf(key)).toBe(1);
    }
  });

  it('I7 are new requests after 30 days: a key is kept for a day and a half', async () => {
    await host.platform.testClock?.advance(30 * 86_400);
    const [key, text] = [...firstAnswers][0] ?? ['', ''];

    const again = await send(host.platform, key, { body: 'the same', cut: undefined });

    expect(again).not.toEqual({ text });
    expect(await effectsOf(key)).toBe(2);
  });

  it('I7 say that the same request is in work, where its answer can not be read yet', async () => {
    const { platform } = host;
    const taken: Table = {
      ...platform.table,
      get: async () => undefined,
      commit: async () => {
        throw new ConditionFailed('idempotency key is unused', 1, undefined);
      },
    };

    const outcome = await send({ ...platform, table: taken }, 'in work', { body: 'the same', cut: undefined });

    expect(outcome).toEqual({ refused: 'idempotency_in_progress' });
  });
});
