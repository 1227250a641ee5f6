import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  artifact,
  awaitReview,
  type Block,
  type BlockVersion,
  type ChainedEntry,
  type Imported,
  type Mutation,
  openScenes,
  type Project,
  type Review,
  type Session,
  startWork,
  type Waiting,
} from '../support/scenario/index.ts';

const scenes = openScenes();

/** Real texts that nobody wrote for this test: what the packages of this project say of themselves. */
const packages = ['jose', 'minisearch', 'markdown-it', 'nodemailer', 'ulid'];
const readmes = () =>
  packages.map((name) => ({
    path: `${name}/README.md`,
    content: readFileSync(`node_modules/${name}/README.md`, 'utf8'),
  }));
const questions = [
  { taskIntent: 'How are tokens signed and verified?' },
  { taskIntent: 'How does full-text search rank and suggest?' },
  { taskIntent: 'How is Markdown rendered and extended by plugins, and how is it made safe?' },
];

/** RFC 8785 for what an audit entry holds: members in the order of their UTF-16 units, numbers and strings as JSON writes them. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('five README files from import to audit', () => {
  const reviewed: { waiting: Waiting; review: Review; verdicts: Record<string, string> }[] = [];

  it('P/imports takes real files and makes a published document of each', async () => {
    const { place } = scenes;
    const imported = await place.as('contributor').make<Imported>(`${place.P}/imports`, { documents: readmes() });
    expect(imported.imported).toBe(packages.length);
    expect(imported.skipped).toEqual([]);
    expect(imported.documents.map(({ path }) => path).sort()).toEqual(
      readmes()
        .map(({ path }) => path)
        .sort(),
    );
    const project = await place.as('viewer').read<Project>(place.P);
    expect(project.documentCount).toBe(packages.length);
    expect(project.blockCounts.accepted).toBe(imported.blocks.length);
    expect(imported.blocks.length).toBeGreaterThan(packages.length);
  });

  it('G1 G2 research on them is reviewed with mixed verdicts and exactly what was approved is in the knowledge base', async () => {
    const { place } = scenes;
    const reviewer = place.as('reviewer');
    const verdictOf = ['apply', 'save_as_draft', 'reject'];
    let next = 0;
    for (const question of questions) {
      const waiting = await awaitReview(await startWork(place, question));
      const verdicts: Record<string, string> = {};
      for (const id of waiting.checkpoint.artifactIds) verdicts[id] = verdictOf[next++ % verdictOf.length] ?? 'apply';
      const body = { digest: waiting.checkpoint.digest, quality: 'approved', verdicts };
      const review = await reviewer.make<Review>(`${waiting.C}/review`, body);
      const count = (verdict: string) => Object.values(verdicts).filter((one) => one === verdict).length;
      expect(review).toMatchObject({
        status: 'applied',
        quality: 'approved',
        artifactsApplied: count('apply'),
        artifactsSaved: count('save_as_draft'),
        artifactsRejected: count('reject'),
      });
      expect(review.mutations.map(({ artifactId }) => artifactId).sort()).toEqual(
        Object.keys(verdicts)
          .filter((id) => verdicts[id] === 'apply')
          .sort(),
      );
      reviewed.push({ waiting, review, verdicts });
    }
    expect(next).toBeGreaterThanOrEqual(verdictOf.length);
  });

  it('G2 links from artifact to block come only with an applied verdict, and the block says why it is so', async () => {
    const viewer = scenes.place.as('viewer');
    for (const { waiting, review, verdicts } of reviewed) {
      for (const [id, verdict] of Object.entries(verdicts)) {
        const after = await artifact(waiting, id);
        expect(after.status).toBe({ apply: 'applied', save_as_draft: 'saved_as_draft', reject: 'rejected' }[verdict]);
        expect(after.becomesBlockId !== undefined).toBe(verdict === 'apply');
        if (after.becomesBlockId === undefined) continue;
        const block = await viewer.read<Block>(`${scenes.place.P}/blocks/${after.becomesBlockId}`);
        expect(block).toMatchObject({ state: 'accepted', version: 1, title: after.title, content: after.content });
        const [version] = await viewer.list<BlockVersion>(`${scenes.place.P}/blocks/${block.id}/versions`);
        expect(version).toMatchObject({ reviewId: review.reviewId, artifactId: id });
      }
    }
  });

  it('S11 the session lists the same mutations as the answer and counts them', async () => {
    const viewer = scenes.place.as('viewer');
    for (const { waiting, review } of reviewed) {
      const listed = await viewer.list<Mutation>(`${waiting.S}/mutations`);
      const byId = (one: Mutation, other: Mutation) => (one.id < other.id ? -1 : 1);
      expect([...listed].sort(byId)).toEqual([...review.mutations].sort(byId));
      const after = await viewer.read<Session>(waiting.S);
      expect(after).toMatchObject({
        status: 'approved',
        mutationsCount: review.mutations.length,
        artifactsCount: waiting.artifacts.length,
      });
    }
  });

  it('G15 the export is verified offline with nothing but the published recipe', async () => {
    const { place } = scenes;
    const exported = await place.as('admin').get(`${place.P}/audit/export`);
    const target = exported.headers.get('location');
    const text = exported.status === 303 && target !== null ? await (await fetch(target)).text() : exported.text;
    const entries: ChainedEntry[] = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    let previous = sha256(place.projectId);
    entries.forEach((entry, index) => {
      expect(entry.sequence).toBe(index + 1);
      expect(entry.projectId).toBe(place.projectId);
      expect(entry.previousHash).toBe(previous);
      expect(entry.contentHash).toBe(sha256(canonical(entry.content)));
      expect(entry.hash).toBe(sha256(previous + entry.contentHash));
      previous = entry.hash;
    });
    const verified = await place.as('viewer').read<Record<string, unknown>>(`${place.P}/audit/verify`);
    expect(verified).toMatchObject({ valid: true, entries: entries.length, headHash: previous });
  });

  it('G15 the list shows the chain in its order: each decision, then its mutations by artifact id', async () => {
    const { place } = scenes;
    const listed = await place.as('viewer').list<ChainedEntry>(`${place.P}/audit`);
    expect(listed.map(({ sequence }) => sequence)).toEqual(listed.map((_, index) => index + 1));
    for (const { review } of reviewed) {
      const entries = listed
        .filter(({ content }) => content.reviewId === review.reviewId)
        .map(({ content }) => content);
      expect(entries[0]).toMatchObject({ entry: 'decision', quality: 'approved', decidedBy: 'reviewer', via: 'api' });
      expect(entries.slice(1).map(({ artifactId }) => artifactId)).toEqual(
        review.mutations.map(({ artifactId }) => artifactId ?? '').sort(),
      );
    }
  });
});
