/** An older backup is put back: what it holds goes on, and nobody outside hears of the same thing as of something new. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import {
  approve,
  awaitReview,
  eventually,
  hostOfProcess,
  importDocuments,
  newPlace,
  type OutboxItem,
  type Place,
  session,
  startEmbeddedProcess,
  type Waiting,
  workToReview,
} from '../support/scenario/index.ts';

jest.setTimeout(60_000);
const folder = mkdtempSync(join(tmpdir(), 'countersign-restore-'));
const dataFolder = join(folder, 'data');
const backup = join(folder, 'backup');
/** A mail that a cut has left is found within this much of the product's time (I10). */
const withinSeconds = 15 * 60;
let child = await startEmbeddedProcess({ dataFolder });
const host = hostOfProcess(() => child);
afterAll(async () => {
  await child.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Between two lives of the host, so that the copy is whole. */
async function betweenLives(act: () => void): Promise<void> {
  await child.kill();
  act();
  child = await startEmbeddedProcess({ dataFolder });
}

/** The mails on a checkpoint, once each has been sent. */
const mailsOn = (place: Place, { checkpoint }: Waiting): Promise<readonly OutboxItem[]> =>
  eventually('the mails', async () => {
    const mails = (await place.as('admin').list<OutboxItem>(`${place.W}/outbox`)).filter(
      ({ checkpointId }) => checkpointId === checkpoint.id,
    );
    return mails.length > 0 && mails.every(({ status }) => status === 'sent') ? mails : undefined;
  });

/** What a receiver tells mails apart by: the mail's own id and its link, which is derived from checkpoint and recipient. */
const told = (mails: readonly OutboxItem[]): readonly string[] =>
  mails.map(({ id, to, text = '' }) => `${id} ${to.principalId} ${/\/a\/[\w-]+/.exec(text)?.[0]}`).sort();

describe('T16 an older backup', () => {
  it('I12 sends again under the same names what it had not sent, and the mailed links still open what they opened', async () => {
    const place = await newPlace(host);
    await importDocuments(place);
    const waiting = await workToReview(place);
    await betweenLives(() => cpSync(dataFolder, backup, { recursive: true }));
    await host.advance(withinSeconds);
    const before = await mailsOn(place, waiting);
    const review = await approve(waiting);

    await betweenLives(() => {
      rmSync(dataFolder, { recursive: true });
      cpSync(backup, dataFolder, { recursive: true });
    });

    await host.advance(withinSeconds);
    // The decision is younger than the backup: the question is open again, as the same one.
    const again = await awaitReview(waiting);
    expect(again.checkpoint).toEqual(waiting.checkpoint);
    expect(told(await mailsOn(place, again))).toEqual(told(before));
    const second = await approve(again);
    expect(second.artifactsApplied).toBe(review.artifactsApplied);
    expect(await session(again)).toMatchObject({ status: 'approved', mutationsCount: review.mutations.length });
    expect(await place.as('viewer').read(`${place.P}/audit/verify`)).toMatchObject({ valid: true });
  });
});
