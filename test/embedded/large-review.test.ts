/** Reviews of any size, with a model that proposes as many artifacts as a test asks for. Only a host of our own takes such a model. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import {
  awaitState,
  type BlockSummary,
  type Checkpoint,
  eventually,
  hostOfProcess,
  newPlace,
  type Page,
  type Place,
  type Project,
  type Review,
  session,
  startEmbeddedProcess,
  type Waiting,
  workToReview,
} from '../support/scenario/index.ts';
import {
  calls,
  type ScriptedModel,
  type ScriptedRequest,
  type Step,
  startScriptedModel,
} from '../support/scripted-model.ts';

/** What one turn may hold. */
const callsPerTurn = 20;
const readersAtOnce = 4;

jest.setTimeout(60_000);
const dataFolder = mkdtempSync(join(tmpdir(), 'countersign-'));
let model: ScriptedModel;
let host: ReturnType<typeof hostOfProcess>;

beforeAll(async () => {
  model = await startScriptedModel(proposesWhatIsAsked);
  const child = await startEmbeddedProcess({ dataFolder, environment: { MODEL_BASE_URL: model.url } });
  host = hostOfProcess(() => child);
});
afterAll(async () => {
  await host.stop();
  await model.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

/** “Propose 120 blocks” becomes 120 blocks, twenty in a turn. */
function proposesWhatIsAsked({ text, body }: ScriptedRequest): Step {
  const wanted = Number(/Propose (\d+) blocks/.exec(text)?.[1] ?? 1);
  const taken = (body.messages ?? []).filter(({ role }) => role === 'assistant').length;
  const from = taken * callsPerTurn;
  const numbers = Array.from(
    { length: Math.max(0, Math.min(callsPerTurn, wanted - from)) },
    (_, place) => from + place,
  );
  if (numbers.length === 0) return calls([{ id: `toolu_end_${taken}`, name: 'finish', input: { summary: 'Done.' } }]);
  return calls(
    numbers.map((number) => ({
      id: `toolu_${number}`,
      name: 'propose_block',
      input: {
        title: `Block ${number} of ${wanted}`,
        content: `What block ${number} of ${wanted} says.`,
        confidence: 0.9,
        reasoning: 'It was asked for.',
        sources: [],
      },
    })),
  );
}

const workOf = (place: Place, size: number): Promise<Waiting> =>
  workToReview(place, { taskIntent: `Propose ${size} blocks`, limits: { maxTurns: 100, maxTokens: 10_000_000 } });

/**
 * Reads until told to stop: the project, the newest block, the project again. As long as the head has not moved in between, there
 * is a block exactly if the project counts one. Gives the counts seen at each head revision.
 */
function watch(place: Place): { stop(): Promise<ReadonlyMap<number, ReadonlySet<number>>> } {
  const seen = new Map<number, Set<number>>();
  const viewer = place.as('viewer');
  let watching = true;
  const look = async (): Promise<void> => {
    while (watching) {
      const before = await viewer.read<Project>(place.P);
      const { items } = await viewer.read<Page<BlockSummary>>(`${place.P}/blocks?limit=1`);
      const after = await viewer.read<Project>(place.P);
      const count = before.blockCounts.accepted ?? 0;
      seen.set(before.headRevision, (seen.get(before.headRevision) ?? new Set<number>()).add(count));
      if (after.headRevision === before.headRevision) expect(items).toHaveLength(Math.min(1, count));
    }
  };
  const readers = Array.from({ length: readersAtOnce }, look);
  return {
    async stop() {
      watching = false;
      await Promise.all(readers);
      return seen;
    },
  };
}

async function approveAndFinish(waiting: Waiting): Promise<Review> {
  const send = () =>
    waiting.place.as('reviewer').post<Review>(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
  const first = await send();
  expect([200, 202]).toContain(first.status);
  if (first.status === 200) return first.body;
  await awaitState(waiting, 'approved');
  const again = await send();
  expect(again.status).toBe(200);
  return again.body;
}

describe('one review of many artifacts', () => {
  it.each([1, 20, 21, 100, 500])('G3 a review of %i artifacts is seen whole or not at all', async (size) => {
    const place = await newPlace(host);
    const waiting = await workOf(place, size);
    expect(waiting.artifacts).toHaveLength(size);
    const watching = watch(place);
    const review = await approveAndFinish(waiting);
    const seen = await watching.stop();

    for (const counts of seen.values()) expect(counts.size).toBe(1);
    for (const counts of seen.values()) expect([0, size]).toContain([...counts][0]);
    expect(review).toMatchObject({ status: 'applied', artifactsApplied: size, artifactsRejected: 0 });
    expect(review.mutations).toHaveLength(size);
    const blocks = await place.as('viewer').list<BlockSummary>(`${place.P}/blocks`);
    expect(new Set(blocks.map(({ title }) => title)).size).toBe(size);
    expect(await session(waiting)).toMatchObject({ status: 'approved', mutationsCount: size, artifactsCount: size });
    expect(await place.as('viewer').read(`${place.P}/audit/verify`)).toMatchObject({ valid: true, entries: size + 1 });
    const artifacts = await place.as('viewer').list<{ status: string }>(`${waiting.S}/artifacts`);
    expect(new Set(artifacts.map(({ status }) => status))).toEqual(new Set(['applied']));
  });

  it('G5 while a large review is being applied every other decision is refused, and afterwards it is told the winner', async () => {
    const place = await newPlace(host);
    const waiting = await workOf(place, 120);
    const { digest } = waiting.checkpoint;
    const [won, ...lost] = await Promise.all([
      approveAndFinish(waiting),
      ...Array.from({ length: 8 }, (_, number) =>
        place.as('reviewer2').post<{ code: string }>(`${waiting.C}/reject`, { digest, reason: `No, ${number}.` }),
      ),
    ]);
    for (const { status, body } of lost) {
      expect(status).toBe(409);
      expect(['already_decided', 'state_conflict']).toContain(body.code);
    }
    const late = await place.as('reviewer2').post(`${waiting.C}/reject`, { digest, reason: 'Too late.' });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'already_decided', decision: { reviewId: won.reviewId } },
    });
    expect((await place.as('viewer').read<Project>(place.P)).blockCounts.accepted).toBe(120);
  });

  it('G3 two large reviews of one project at once both apply, one after the other', async () => {
    const place = await newPlace(host);
    const [one, other] = await Promise.all([workOf(place, 60), workOf(place, 70)]);
    const watching = watch(place);
    await Promise.all([approveAndFinish(one), approveAndFinish(other)]);
    const seen = await watching.stop();
    for (const counts of seen.values()) expect([0, 60, 70, 130]).toContain([...counts][0]);
    expect((await place.as('viewer').read<Project>(place.P)).blockCounts.accepted).toBe(130);
    expect(await place.as('viewer').read(`${place.P}/audit/verify`)).toMatchObject({ valid: true, entries: 132 });
  });

  it('G3 I6 a host that is killed while it applies a large review has applied all of it or nothing, and ends right', async () => {
    const folder = `${dataFolder}/killed`;
    let child = await startEmbeddedProcess({ dataFolder: folder, environment: { MODEL_BASE_URL: model.url } });
    const fragile = hostOfProcess(() => child);
    try {
      const place = await newPlace(fragile);
      for (const afterMs of [5, 30]) {
        const waiting = await workOf(place, 110);
        const before = (await place.as('viewer').read<Project>(place.P)).blockCounts.accepted ?? 0;
        const body = { digest: waiting.checkpoint.digest };
        const sent = place
          .as('reviewer')
          .post<Review>(`${waiting.C}/approve`, body)
          .catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        await child.kill();
        const answer = await sent;
        child = await startEmbeddedProcess({ dataFolder: folder, environment: { MODEL_BASE_URL: model.url } });
        const found = (await place.as('viewer').read<Project>(place.P)).blockCounts.accepted ?? 0;
        expect([before, before + 110]).toContain(found);
        if (answer?.status === 200) expect(found).toBe(before + 110);
        // Whoever held the review is gone: its lease must end before somebody else may decide.
        await fragile.advance(120);
        await eventually('a checkpoint that is decided or may be', async () => {
          const { status } = await place.as('viewer').read<Checkpoint>(waiting.C);
          const again = await place.as('reviewer').post<Review>(`${waiting.C}/approve`, body);
          return again.status === 200 || status === 'approved' ? again : undefined;
        });
        expect(await session(waiting)).toMatchObject({ status: 'approved', mutationsCount: 110 });
        expect((await place.as('viewer').read<Project>(place.P)).blockCounts.accepted).toBe(before + 110);
        expect(await place.as('viewer').read(`${place.P}/audit/verify`)).toMatchObject({ valid: true });
      }
    } finally {
      await child.stop();
    }
  });
});
