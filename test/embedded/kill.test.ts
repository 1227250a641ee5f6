/** Kills the host as a power cut would, at ten points of a session's life, and goes on with the next process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import {
  approve,
  artifact,
  awaitReview,
  awaitState,
  type Block,
  createWork,
  type EmbeddedProcess,
  eventually,
  hostOfProcess,
  type Imported,
  importDocuments,
  newPlace,
  type Place,
  type Project,
  type Review,
  type Session,
  session,
  startEmbeddedProcess,
  startWork,
  type Waiting,
  workToReview,
} from '../support/scenario/index.ts';

jest.setTimeout(60_000);
const dataFolder = mkdtempSync(join(tmpdir(), 'countersign-'));
/** Once faults stop everything goes on within this much of the product's time (I10). */
const withinSeconds = 15 * 60;
let child: EmbeddedProcess;
let place: Place;
const host = hostOfProcess(() => child);

beforeAll(async () => {
  child = await startEmbeddedProcess({ dataFolder });
  place = await newPlace(host);
  await importDocuments(place);
});
afterAll(async () => {
  await child.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function killAndStartAgain(): Promise<void> {
  await child.kill();
  child = await startEmbeddedProcess({ dataFolder });
}
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const accepted = async (): Promise<number> =>
  (await place.as('viewer').read<Project>(place.P)).blockCounts.accepted ?? 0;

/** Approves what waits and checks that it is applied exactly once. */
async function endsRight(waiting: Waiting, before: number): Promise<void> {
  const review = await approve(waiting);
  expect(await session(waiting)).toMatchObject({
    status: 'approved',
    mutationsCount: review.mutations.length,
    artifactsCount: waiting.artifacts.length,
  });
  expect(await accepted()).toBe(before + waiting.artifacts.length);
  for (const { id } of waiting.artifacts) expect((await artifact(waiting, id)).status).toBe('applied');
}

describe('kill -9', () => {
  it('I6 1. after a workspace, its people and its policy were acknowledged: all are there', async () => {
    const fresh = await newPlace(host, { quorum: 3 });
    const paths = [`${fresh.W}/policy`, `${fresh.W}/members`, `${fresh.P}/agents`];
    const texts = () => Promise.all(paths.map(async (path) => (await fresh.as('owner').get(path)).text));
    const before = await texts();
    await killAndStartAgain();
    expect(await texts()).toEqual(before);
    // The timeline of a workspace follows what happens, and catches up after a cut.
    await eventually('the last event', async () => {
      const events = await fresh.as('owner').list<{ type: string }>(`${fresh.W}/timeline`);
      return events.filter(({ type }) => type === 'agent.created').length === 3 || undefined;
    });
  });

  it('I6 2. after an import was acknowledged: every section is there, and a second import finds it', async () => {
    const documents = [{ path: 'kill.md', content: '# Kill\n\nOne.\n\n## Power\n\nTwo.\n\n## Cut\n\nThree.' }];
    const first = await place.as('contributor').make<Imported>(`${place.P}/imports`, { documents });
    await killAndStartAgain();
    for (const { id, title } of first.blocks)
      expect(await place.as('viewer').read<Block>(`${place.P}/blocks/${id}`)).toMatchObject({
        title,
        state: 'accepted',
      });
    const again = await place.as('contributor').make<Imported>(`${place.P}/imports`, { documents });
    expect(new Set(again.blocks.map(({ change }) => change))).toEqual(new Set(['unchanged']));
  });

  it('I6 3. after a session was created: it is there, and runs', async () => {
    const before = await accepted();
    const work = await createWork(place);
    await killAndStartAgain();
    expect(await session(work)).toMatchObject({ status: 'initialized' });
    await place.as('contributor').make(`${work.S}/execute`);
    await endsRight(await awaitReview(work), before);
  });

  it('S4 4. right after its start was acknowledged: the work goes on by itself', async () => {
    const before = await accepted();
    const work = await startWork(place);
    await killAndStartAgain();
    await host.advance(withinSeconds);
    await endsRight(await awaitReview(work), before);
  });

  it('S4 5. at several moments of the agent’s work: the session asks its person once, with each artifact once', async () => {
    for (const afterMs of [2, 8, 20]) {
      const before = await accepted();
      const work = await createWork(place, { taskIntent: `When are refunds paid? Killed after ${afterMs} ms.` });
      const sent = place
        .as('contributor')
        .post(`${work.S}/execute`)
        .catch(() => undefined);
      await pause(afterMs);
      await killAndStartAgain();
      const answer = await sent;
      await host.advance(withinSeconds);
      const { status } = await session(work);
      if (answer?.status === 202) expect(status).not.toBe('initialized');
      if (status === 'initialized') await place.as('contributor').make(`${work.S}/execute`);
      const waiting = await awaitReview(work);
      expect(waiting.checkpoint.sequence).toBe(1);
      expect(new Set(waiting.artifacts.map(({ content }) => content)).size).toBe(waiting.artifacts.length);
      await endsRight(waiting, before);
    }
  });

  it('I6 6. while a person is asked: the same checkpoint still waits', async () => {
    const before = await accepted();
    const waiting = await workToReview(place);
    await killAndStartAgain();
    const again = await awaitReview(waiting);
    expect(again.checkpoint).toEqual(waiting.checkpoint);
    await endsRight(again, before);
  });

  it('G8 7. while a request for changes is on its way: it is recorded whole or not at all, and can be repeated', async () => {
    const before = await accepted();
    const waiting = await workToReview(place);
    const body = { digest: waiting.checkpoint.digest, feedback: 'Shorter, please.' };
    const send = () => place.as('reviewer').post<Review>(`${waiting.C}/request-changes`, body);
    const sent = send().catch(() => undefined);
    await pause(2);
    await killAndStartAgain();
    const first = await sent;
    const again = await send();
    expect(again.status).toBe(200);
    if (first?.status === 200) expect(again.body).toEqual(first.body);
    await host.advance(withinSeconds);
    const revised = await awaitReview(waiting, waiting.checkpoint.id);
    expect(await session(revised)).toMatchObject({ iterationsCount: 1 });
    await endsRight(revised, before);
  });

  it('S8 8. right after a request for changes was acknowledged: the agent still reads it and revises', async () => {
    const before = await accepted();
    const waiting = await workToReview(place);
    const body = { digest: waiting.checkpoint.digest, feedback: 'Shorter, please.' };
    await place.as('reviewer').make(`${waiting.C}/request-changes`, body);
    await killAndStartAgain();
    await host.advance(withinSeconds);
    const revised = await awaitReview(waiting, waiting.checkpoint.id);
    for (const { revision } of revised.artifacts) expect(revision).toBe(2);
    const turns = await place.as('viewer').get(`${revised.S}/turns`);
    expect(turns.text).toContain(body.feedback);
    await endsRight(revised, before);
  });

  it('I2 9. while an approval is on its way: it is applied exactly once, whether it was acknowledged or has to be repeated', async () => {
    for (const afterMs of [0, 1, 3]) {
      const before = await accepted();
      const waiting = await workToReview(place);
      const body = { digest: waiting.checkpoint.digest };
      const sent = place
        .as('reviewer')
        .post<Review>(`${waiting.C}/approve`, body)
        .catch(() => undefined);
      await pause(afterMs);
      await killAndStartAgain();
      const answer = await sent;
      if (answer?.status === 200) expect(await accepted()).toBe(before + waiting.artifacts.length);
      const again = await place.as('reviewer').post<Review>(`${waiting.C}/approve`, body);
      expect(again).toMatchObject({ status: 200, body: { artifactsApplied: waiting.artifacts.length } });
      if (answer?.status === 200) expect(again.body).toEqual(answer.body);
      expect(await accepted()).toBe(before + waiting.artifacts.length);
      expect(await session(waiting)).toMatchObject({ status: 'approved' });
    }
  });

  it('I6 10. right after an approval was acknowledged: it stands, and the workflow ends too', async () => {
    const before = await accepted();
    const waiting = await workToReview(place);
    const review = await approve(waiting);
    await killAndStartAgain();
    expect(await approve(waiting)).toEqual(review);
    expect(await accepted()).toBe(before + waiting.artifacts.length);
    await host.advance(withinSeconds);
    await awaitState(waiting, 'approved');
  });

  it('I8 after all of that every chain is whole, and no session is left between two states', async () => {
    await host.advance(withinSeconds);
    expect(await place.as('viewer').read(`${place.P}/audit/verify`)).toMatchObject({ valid: true });
    const sessions = await place.as('viewer').list<Session>(`${place.P}/work-sessions`);
    expect(new Set(sessions.map(({ status }) => status))).toEqual(new Set(['approved']));
  });
});
