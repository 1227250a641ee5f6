/** Everything that moves the time: it moves for everyone on a host, so on a shared one this file runs alone. */
import { randomUUID } from 'node:crypto';
import {
  approve,
  awaitReview,
  awaitState,
  type Checkpoint,
  eventually,
  importDocuments,
  openScenes,
  type Review,
  session,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);
const daySeconds = 86_400;

describe('a month later', () => {
  it('G5 a decision repeated by its winner gets the same answer, and another one the same refusal', async () => {
    const { place, host } = scenes;
    const waiting = await workToReview(place);
    const { digest } = waiting.checkpoint;
    const send = () => place.as('reviewer').post<Review>(`${waiting.C}/approve`, { digest, feedback: 'Well done.' });
    const refuse = () => place.as('reviewer2').post(`${waiting.C}/reject`, { digest, reason: 'No.' });
    const first = await send();
    const refused = await refuse();
    expect([first.status, refused.status]).toEqual([200, 409]);
    await host.advance(30 * daySeconds);
    const again = await send();
    expect([again.status, again.text]).toEqual([200, first.text]);
    const { requestId: _, ...problem } = (await refuse()).body as Record<string, unknown>;
    expect(refused.body).toMatchObject(problem);
  });
});

describe('nobody decides', () => {
  it('G13 a checkpoint that nobody decides is reminded of, expires as neither yes nor no, and a retry asks again about the same artifacts', async () => {
    const { host } = scenes;
    const place = await scenes.newPlace({
      slaLadder: [
        { afterSeconds: daySeconds, do: 'remind' },
        { afterSeconds: 3 * daySeconds, do: 'expire' },
      ],
    });
    await importDocuments(place);
    const waiting = await workToReview(place);
    expect(waiting.checkpoint.dueAt).not.toBeNull();
    await host.advance(daySeconds + 60);
    await eventually('the reminder', async () => {
      const events = await place.as('viewer').list<{ type: string }>(`${waiting.S}/timeline`);
      return events.find(({ type }) => type === 'checkpoint.reminded');
    });
    expect(await place.as('viewer').read<Checkpoint>(waiting.C)).toMatchObject({ status: 'open' });
    await host.advance(2 * daySeconds);

    const failed = await awaitState(waiting, 'failed');
    expect(failed.failure?.code).toBe('checkpoint_expired');
    expect(failed.mutationsCount).toBe(0);
    expect(await place.as('viewer').read<Checkpoint>(waiting.C)).toMatchObject({ status: 'expired' });
    const late = await place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
    expect(late).toMatchObject({ status: 409, body: { code: 'state_conflict', currentStatus: 'expired' } });

    await place.as('contributor').make(`${waiting.S}/retry`, { reason: 'back from holiday' });
    const again = await awaitReview(waiting, waiting.checkpoint.id);
    expect([...again.checkpoint.artifactIds].sort()).toEqual([...waiting.checkpoint.artifactIds].sort());
    for (const one of again.artifacts) expect(one).toMatchObject({ revision: 1, status: 'pending_review' });
    expect(await approve(again)).toMatchObject({ artifactsApplied: waiting.artifacts.length });
    expect((await session(again)).status).toBe('approved');
  });

  it('G13 when the time moves past every rung at once, it has expired by the time that one hears so', async () => {
    const { host } = scenes;
    const place = await scenes.newPlace({
      quorum: 2,
      slaLadder: [
        { afterSeconds: 600, do: 'remind' },
        { afterSeconds: 1200, do: 'expire' },
      ],
    });
    await importDocuments(place);
    const waiting = await workToReview(place);
    const vote = () => place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
    const voted = await vote();
    expect(voted).toMatchObject({ status: 200, body: { status: 'voted' } });
    await host.advance(1300);
    const decide = { digest: waiting.checkpoint.digest };
    const late = await place.as('reviewer2').post(`${waiting.C}/approve`, decide);
    expect(late).toMatchObject({ status: 409, body: { code: 'state_conflict', currentStatus: 'expired' } });
    // G5: what was answered once is answered again, for ever.
    const again = await vote();
    expect([again.status, again.text]).toEqual([200, voted.text]);
    const other = await place.as('reviewer').post(`${waiting.C}/reject`, { ...decide, reason: 'No.' });
    expect(other).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
  });

  it('I3 of a decision and the expiry at the same moment exactly one takes place', async () => {
    const { host } = scenes;
    const place = await scenes.newPlace({ slaLadder: [{ afterSeconds: 600, do: 'expire' }] });
    await importDocuments(place);
    for (let round = 1; round <= 3; round += 1) {
      const waiting = await workToReview(place);
      const [decided] = await Promise.all([
        place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest }),
        host.advance(700),
      ]);
      const { status } = await place.as('viewer').read<Checkpoint>(waiting.C);
      const after = await session(waiting);
      expect([decided.status, status, after.status]).toEqual(
        decided.status === 200 ? [200, 'approved', 'approved'] : [409, 'expired', 'failed'],
      );
      expect(after.mutationsCount).toBe(decided.status === 200 ? waiting.artifacts.length : 0);
    }
  });

  it('N1 an expired link shows that it has expired, and its POST is 410', async () => {
    const { host } = scenes;
    const place = await scenes.newPlace({ slaLadder: [{ afterSeconds: 3600, do: 'expire' }] });
    await importDocuments(place);
    const title = `Asked as ${randomUUID()}`;
    const waiting = await workToReview(place, { taskIntent: `When are refunds paid? ${title}` });
    const query = { W: place.W, checkpointId: waiting.checkpoint.id, title, person: 'reviewer' };
    const link = await eventually('the mail', async () => (await host.mailbox.linksFor(query))[0]);
    const holder = place.as(undefined);
    const { text } = await holder.get(link);
    const fieldOf = (name: string) => new RegExp(`<input[^>]*name="${name}"[^>]*value="([^"]*)"`).exec(text)?.[1] ?? '';
    const form = { decision: 'approve', digest: fieldOf('digest'), nonce: fieldOf('nonce') };
    expect(form.digest).toBe(waiting.checkpoint.digest);
    await host.advance(3700);
    await awaitState(waiting, 'failed');
    expect((await holder.get(link)).status).toBe(200);
    const late = await holder.send('POST', link, {
      body: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    });
    expect(late.status).toBe(410);
    expect((await session(waiting)).mutationsCount).toBe(0);
  });
});
