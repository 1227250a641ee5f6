/** A model that fails in its many ways: the session recovers, or fails with its cause and goes on when it is retried. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import {
  approve,
  awaitReview,
  awaitState,
  eventually,
  type Host,
  hostOfProcess,
  newPlace,
  type Place,
  session,
  startEmbeddedProcess,
  startWork,
  type Turn,
} from '../support/scenario/index.ts';
import {
  breaksJson,
  calls,
  declines,
  drops,
  fails,
  hangs,
  isOverloaded,
  rateLimits,
  refusesRequest,
  type ScriptedModel,
  type Step,
  says,
  startScriptedModel,
} from '../support/scripted-model.ts';

jest.setTimeout(60_000);
const dataFolder = mkdtempSync(join(tmpdir(), 'countersign-'));
let model: ScriptedModel;
let host: Host;
let place: Place;
/** What the model does next; afterwards it does its work. */
let troubles: Step[] = [];

const proposes = (): Step =>
  calls([
    {
      id: 'toolu_1',
      name: 'propose_block',
      input: { title: 'Found', content: 'Something.', confidence: 0.9, reasoning: 'It is so.', sources: [] },
    },
    { id: 'toolu_2', name: 'finish', input: { summary: 'Done.' } },
  ]);

beforeAll(async () => {
  model = await startScriptedModel(() => troubles.shift() ?? proposes());
  const child = await startEmbeddedProcess({ dataFolder, environment: { MODEL_BASE_URL: model.url } });
  host = hostOfProcess(() => child);
  place = await newPlace(host);
});
afterAll(async () => {
  await host.stop();
  await model.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

describe('a model in trouble', () => {
  it('S9 answers that are overloaded, limited, broken, half or missing are asked for again, and leave one artifact', async () => {
    troubles = [isOverloaded(), rateLimits({ 'retry-after': '0' }), fails(), breaksJson(), drops()];
    const waiting = await awaitReview(await startWork(place));
    expect(waiting.artifacts).toHaveLength(1);
    expect((await session(waiting)).usage.turns).toBe(1);
    expect(await approve(waiting)).toMatchObject({ artifactsApplied: 1 });
  });

  it.each([
    ['refuses to go on', () => declines(), 'agent_refused'],
    [
      'is asked what it does not take',
      () => refusesRequest(400, 'invalid_request_error', 'no'),
      'model_rejected_request',
    ],
  ])('S9 a model that %s fails the session with its cause and step, and a retry goes on', async (_name, step, code) => {
    troubles = [step()];
    const work = await startWork(place);
    const failed = await awaitState(work, 'failed');
    expect(failed.failure?.code).toBe(code);
    expect(failed.failure?.step).not.toBe('');
    expect(failed.mutationsCount).toBe(0);
    await place.as('contributor').make(`${work.S}/retry`);
    const waiting = await awaitReview(work);
    expect(await approve(waiting)).toMatchObject({ artifactsApplied: 1 });
    expect(await session(waiting)).toMatchObject({ status: 'approved', artifactsCount: 1 });
  });

  it('S4 calls of unknown tools, malformed inputs and forged ids are answered to the model and change nothing', async () => {
    const input = { title: 'x', content: 'y', confidence: 0.5, reasoning: '', sources: [] };
    troubles = [
      calls([
        { id: 'toolu_a', name: 'approve_checkpoint', input: { digest: 'x' } },
        { id: 'toolu_b', name: 'propose_block', input: { title: 7 } },
        { id: 'toolu_c', name: 'propose_block_update', input: { ...input, blockId: 'blk_01ARZ3NDEKTSV4RRFFQ69G5FAV' } },
        { id: 'toolu_d', name: 'propose_block', input: { ...input, revises: 'art_01ARZ3NDEKTSV4RRFFQ69G5FAV' } },
        { id: 'toolu_e', name: 'read_bundle_item', input: { id: '../../etc/passwd' } },
      ]),
    ];
    const waiting = await awaitReview(await startWork(place));
    expect(waiting.artifacts).toMatchObject([{ title: 'Found' }]);
    const turns = await place.as('viewer').list<Turn>(`${waiting.S}/turns`);
    expect(turns).toHaveLength(2);
    expect(JSON.stringify(turns[0]?.input)).toContain('There is no tool of that name');
  });

  it('S2 while one agent works the others wait in the queue, visibly; a cancellation lets the next one in', async () => {
    const narrow = await newPlace(host, { concurrency: 1 });
    troubles = [hangs()];
    const busy = await startWork(narrow);
    await awaitState(busy, 'in_progress');
    await eventually('the call that hangs', async () => (troubles.length === 0 ? true : undefined));
    const [second, third] = [await startWork(narrow), await startWork(narrow)];
    for (const work of [second, third]) {
      const state = await session(work);
      expect(state.status).toBe('initialized');
      expect(state.queuedAt).toBeDefined();
      const events = await narrow.as('viewer').list<{ type: string }>(`${work.S}/timeline`);
      expect(events[0]?.type).toBe('session.queued');
    }
    await narrow.as('contributor').make(`${busy.S}/cancel`);
    for (const work of [second, third]) await awaitReview(work);
    const [one, other] = await Promise.all([session(second), session(third)]);
    expect((one.startedAt ?? '') <= (other.startedAt ?? '')).toBe(true);
  });

  it('S1 an agent that proposes nothing completes its session without a person', async () => {
    troubles = [says('There is nothing to do.')];
    const work = await startWork(place);
    expect(await awaitState(work, 'completed')).toMatchObject({ artifactsCount: 0, mutationsCount: 0 });
    expect(await place.as('viewer').list(`${work.S}/checkpoints`)).toEqual([]);
  });

  it('S6 an agent that never ends is stopped at its turns, and a person is asked', async () => {
    troubles = Array.from({ length: 10 }, (_, number) =>
      calls([
        { id: `toolu_loop_${number}`, name: 'read_bundle_item', input: { id: 'blk_01ARZ3NDEKTSV4RRFFQ69G5FAV' } },
      ]),
    );
    const waiting = await awaitReview(await startWork(place, { limits: { maxTurns: 3 } }));
    expect(waiting.checkpoint).toMatchObject({ checkpointType: 'mid_work_review' });
    expect(waiting.checkpoint.reason).toContain('Limit reached');
    expect((await session(waiting)).usage.turns).toBe(3);
    troubles = [];
  });
});
