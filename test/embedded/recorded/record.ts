// `node --import ./infra/local/typescript.mjs test/embedded/recorded/record.ts <file>`: writes a data folder of this version with a
// history of each kind, for later versions to open. The first word of each task says which kind it is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedProcess } from '../../support/scenario/embedded-process.ts';
import { type Host, hostOfProcess } from '../../support/scenario/host.ts';
import { importDocuments, newPlace, type Place } from '../../support/scenario/place.ts';
import {
  approve,
  awaitReview,
  awaitState,
  createWork,
  everyVerdict,
  startWork,
  type Waiting,
  type Work,
  workToReview,
} from '../../support/scenario/work.ts';
import { calls, declines, hangs, type Step, startScriptedModel } from '../../support/scripted-model.ts';
import { writeTextForm } from './text-form.ts';

/** Nothing of what waits is ever due, however much later it is opened. */
const patience = { slaLadder: [] };
const hour = 3_600;
/** Twice this many artifacts are more than one transaction takes. */
const half = 12;

const dataFolder = mkdtempSync(join(tmpdir(), 'countersign-record-'));

const times = async (count: number, act: (number: number) => Promise<unknown>): Promise<void> => {
  for (let number = 1; number <= count; number += 1) await act(number);
};
const task = (kind: string, number: number) => ({ taskIntent: `${kind}: when are refunds paid, case ${number}?` });
const toReview = (place: Place, kind: string, number: number): Promise<Waiting> =>
  workToReview(place, task(kind, number));

async function withTheOfflineModel(): Promise<void> {
  const child = await startEmbeddedProcess({ dataFolder });
  const host = hostOfProcess(() => child);
  const place = await newPlace(host, patience);
  await importDocuments(place);
  const reviewer = place.as('reviewer');
  const contributor = place.as('contributor');
  await times(5, async (number) => approve(await toReview(place, 'applied', number)));
  await times(2, async (number) => {
    const waiting = await toReview(place, 'kept', number);
    const verdicts = everyVerdict(waiting, 'save_as_draft');
    await reviewer.make(`${waiting.C}/review`, { digest: waiting.checkpoint.digest, quality: 'approved', verdicts });
  });
  await times(3, async (number) => {
    const { C, checkpoint } = await toReview(place, 'rejected', number);
    await reviewer.make(`${C}/reject`, { digest: checkpoint.digest, reason: 'Not what was asked.' });
  });
  await times(3, async (number) => sendBack(await toReview(place, 'revised', number)));
  await times(4, (number) => toReview(place, 'waiting', number));
  await times(2, (number) =>
    workToReview(place, { ...task('planned', number), approvalStrategy: 'checkpoint_required' }),
  );
  await times(3, async (number) => contributor.make(`${(await toReview(place, 'cancelled', number)).S}/cancel`));
  await times(2, (number) => createWork(place, task('created', number)));
  await times(1, async (number) => {
    const { C } = await toReview(place, 'commented', number);
    await reviewer.make(`${C}/comments`, { text: 'What about digital goods?' });
  });
  await twoMustAgree(host);
  await expire(host);
  await child.stop();
}

async function sendBack(waiting: Waiting): Promise<void> {
  const body = { digest: waiting.checkpoint.digest, feedback: 'Shorter, please.' };
  await waiting.place.as('reviewer').make(`${waiting.C}/request-changes`, body);
  await awaitReview(waiting, waiting.checkpoint.id);
}

async function twoMustAgree(host: Host): Promise<void> {
  const place = await newPlace(host, { ...patience, quorum: 2 });
  await importDocuments(place);
  await times(2, async (number) => approve(await toReview(place, 'voted', number)));
}

async function expire(host: Host): Promise<void> {
  const place = await newPlace(host, { slaLadder: [{ afterSeconds: hour, do: 'expire' }] });
  await importDocuments(place);
  const works: Work[] = [];
  await times(2, async (number) => works.push(await toReview(place, 'expired', number)));
  await host.advance(2 * hour);
  for (const work of works) await awaitState(work, 'failed');
}

/** Facts of these numbers; `isLast` ends the work. */
const proposals = (from: number, to: number, isLast: boolean): Step =>
  calls([
    ...Array.from({ length: to - from }, (_, index) => ({
      id: `toolu_${from + index}`,
      name: 'propose_block',
      input: {
        title: `Fact ${from + index}`,
        content: `Fact ${from + index}.`,
        confidence: 0.9,
        reasoning: 'Asked for.',
        sources: [],
      },
    })),
    ...(isLast ? [{ id: 'toolu_end', name: 'finish', input: { summary: 'All written down.' } }] : []),
  ]);

/** Ends with the power: two agents at work, two sessions that wait for their place. */
async function withAModelThatIsTold(): Promise<void> {
  const model = await startScriptedModel(({ text, body }) => {
    if (text.includes('running:')) return hangs();
    if (text.includes('failed:')) return declines();
    return body.messages?.length === 1 ? proposals(0, half, false) : proposals(half, 2 * half, true);
  });
  const environment = { MODEL_BASE_URL: model.url, MODEL_ID: 'offline-extractive-1' };
  const child = await startEmbeddedProcess({ dataFolder, environment });
  try {
    const place = await newPlace(
      hostOfProcess(() => child),
      { ...patience, concurrency: 2 },
    );
    await importDocuments(place);
    await approve(await toReview(place, 'large-applied', 1));
    await toReview(place, 'large-waiting', 1);
    await times(2, async (number) => awaitState(await startWork(place, task('failed', number)), 'failed'));
    await times(2, (number) => startWork(place, task('running', number)));
    await times(2, (number) => startWork(place, task('queued', number)));
  } finally {
    await child.kill();
    await model.close();
  }
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('name the file to write');
try {
  await withTheOfflineModel();
  await withAModelThatIsTold();
  writeTextForm(dataFolder, path);
} finally {
  rmSync(dataFolder, { recursive: true, force: true });
}
