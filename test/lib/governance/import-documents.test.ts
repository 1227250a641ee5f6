import { archiveDocument, commitReview, markBlock } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import {
  type BlockSummary,
  findDocument,
  findHead,
  getBlock,
  getDocument,
  keepContent,
  listBlocks,
  listDocuments,
  updateBlock,
} from '../../../lib/substrate/index.ts';
import { type KnowledgeBase, openKnowledgeBase } from '../../support/knowledge-base.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
let base: KnowledgeBase;
beforeEach(async () => {
  base = await openKnowledgeBase(folder);
});

const guide = (install: string, use = 'Use it.') => [
  { path: 'docs/guide.md', content: `# Guide\n\nHello.\n\n## Install\n\n${install}\n\n## Use\n\n${use}\n` },
];
const head = () => findHead(base.table, base.project.workspaceId, base.project.id);
const blockTitled = async (title: string): Promise<BlockSummary> => {
  const { items } = await listBlocks(base, base.project, {}, { limit: 100 });
  const found = items.find((block) => block.title === title);
  if (!found) throw new Error(`no block ${title}`);
  return found;
};
const changesByTitle = (answer: { blocks: readonly { title: string; change: string }[] }) =>
  Object.fromEntries(answer.blocks.map(({ title, change }) => [title, change]));

/** As a review would. */
async function reviseBlock(title: string, content: string): Promise<void> {
  const block = await blockTitled(title);
  const reviewId = base.ids.next('rev') as `rev_${string}`;
  const { workspaceId, id: projectId } = base.project;
  const at = block.createdAt;
  const by = 'rosa';
  const kept = await keepContent(base.blobs, workspaceId, content);
  const mutationId = base.ids.next('mut') as `mut_${string}`;
  const origin = { workspaceId, projectId, reviewId, by, at, mutationId };
  await commitReview(base, {
    workspaceId,
    projectId,
    reviewId,
    decision: {
      entry: 'decision',
      reviewId,
      kind: 'review',
      quality: 'approved',
      verdicts: {},
      decidedBy: by,
      voters: [by],
      via: 'api',
      assurance: 'signed_in',
      at,
    },
    changes: [updateBlock(origin, { id: block.id, baseVersion: block.version, title, content: kept })],
    tally: { artifactsApplied: 1, artifactsSaved: 0, artifactsRejected: 0 },
    rest: async () => [],
  });
}
const mark = async (title: string, kind: 'lock' | 'retract') =>
  markBlock(base, {
    actor: base.actor,
    project: base.project,
    block: await blockTitled(title),
    mark: kind,
    reason: undefined,
    remember: rememberNothing,
  });

describe('importing a file', () => {
  it('makes accepted blocks of its sections and a published document that cites them, as one audited review', async () => {
    const answer = await base.import(guide('Run it.'));
    expect(answer).toMatchObject({
      imported: 1,
      skipped: [],
      documents: [{ title: 'Guide', path: 'docs/guide.md', change: 'created' }],
    });
    expect(changesByTitle(answer)).toEqual({
      Guide: 'created',
      'Guide › Install': 'created',
      'Guide › Use': 'created',
    });
    const block = await getBlock(base, base.project, answer.blocks[1]?.id ?? '');
    expect(block).toMatchObject({
      content: 'Run it.',
      state: 'accepted',
      version: 1,
      citedBy: [answer.documents[0]?.id],
    });
    const document = await getDocument(base, base.project, answer.documents[0]?.id ?? '');
    expect(document).toMatchObject({
      state: 'published',
      blockIds: answer.blocks.map(({ id }) => id),
      content: guide('Run it.')[0]?.content,
    });
    const now = await head();
    expect(now).toMatchObject({ headRevision: 1, documentCount: 1, chain: { count: 5 } });
    const { rows } = await base.table.query({
      table: 'work',
      pk: `W#${base.project.workspaceId}#prj#${base.project.id}`,
      sk: { prefix: 'evt#' },
      reverse: true,
    });
    expect(rows[0]).toMatchObject({
      type: 'knowledge.imported',
      data: { files: 1, created: 3, updated: 0, skipped: 0 },
    });
  });

  it('takes title and type from the front matter, and a type from the request before it', async () => {
    const content = '---\ntitle: Rules\ntype: decision\n---\n\nBe fair.';
    await base.import([
      { path: 'a.md', content },
      { path: 'b.md', content, type: 'finding' },
    ]);
    const { items } = await listBlocks(base, base.project, {}, { limit: 10 });
    expect(items.map(({ title, type }) => [title, type])).toEqual([
      ['Rules', 'finding'],
      ['Rules', 'decision'],
    ]);
  });

  it.each([
    ['NUL', 'a\0b'],
    ['half a character', 'a\ud800b'],
  ])('is refused by name when it holds %s, and nothing of the others is taken', async (_, content) => {
    const refused = base.import([...guide('Run it.'), { path: 'bad.bin', content }]);
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_request',
      extensions: { errors: [{ pointer: '/documents/1/content', message: expect.stringContaining('bad.bin') }] },
    });
    expect((await head())?.headRevision).toBe(0);
  });

  it('is refused when it is in the import twice', async () => {
    await expect(base.import([...guide('a'), ...guide('b')])).rejects.toMatchObject({
      code: 'invalid_request',
      extensions: { errors: [{ pointer: '/documents/1/path' }] },
    });
  });

  it('takes paths as names only, and says of a file without text that it has none', async () => {
    const answer = await base.import([
      { path: '../../etc/passwd', content: 'root' },
      { path: 'empty.md', content: '---\ntitle: Nothing\n---\n' },
    ]);
    expect(answer).toMatchObject({ imported: 1, skipped: [{ path: 'empty.md', heading: '' }] });
    expect((await listDocuments(base, base.project, {}, { limit: 10 })).items).toHaveLength(1);
  });

  it('is refused with more sections than a document can cite', async () => {
    const content = Array.from({ length: 2_001 }, (_, n) => `# ${n}\n\nx`).join('\n');
    await expect(base.import([{ path: 'many.md', content }])).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('importing again', () => {
  it('makes nothing new of what is unchanged, not even a review', async () => {
    const first = await base.import(guide('Run it.'));
    const before = await head();
    const again = await base.import(guide('Run it.'));
    expect(new Set(again.blocks.map(({ change }) => change))).toEqual(new Set(['unchanged']));
    expect(again).toMatchObject({
      imported: 1,
      skipped: [],
      documents: [{ id: first.documents[0]?.id, change: 'unchanged' }],
    });
    expect(await head()).toEqual(before);
  });

  it('gives a changed section a new version of the same block, and the document one too', async () => {
    const first = await base.import(guide('Run it.'));
    const second = await base.import(guide('Run it twice.'));
    expect(changesByTitle(second)).toEqual({
      Guide: 'unchanged',
      'Guide › Install': 'updated',
      'Guide › Use': 'unchanged',
    });
    expect(second.blocks.map(({ id }) => id)).toEqual(first.blocks.map(({ id }) => id));
    expect(await blockTitled('Guide › Install')).toMatchObject({ version: 2, excerpt: 'Run it twice.' });
    const document = await getDocument(base, base.project, second.documents[0]?.id ?? '');
    expect(document).toMatchObject({ version: 2, content: expect.stringContaining('twice') });
    expect(changesByTitle(await base.import(guide('Run it thrice.')))).toMatchObject({ 'Guide › Install': 'updated' });
  });

  it('leaves a section that vanished, says so each time, and knows it when it comes back', async () => {
    const first = await base.import(guide('Run it.'));
    const shorter = [{ path: 'docs/guide.md', content: '# Guide\n\nHello.\n\n## Use\n\nUse it.\n' }];
    for (const answer of [await base.import(shorter), await base.import(shorter)])
      expect(answer.skipped).toMatchObject([{ path: 'docs/guide.md', heading: 'Guide › Install' }]);
    const left = await blockTitled('Guide › Install');
    expect(left).toMatchObject({ state: 'accepted', citedBy: [] });
    const back = await base.import(guide('Run it.'));
    expect(back.blocks.map(({ id, change }) => [id, change])).toEqual(first.blocks.map(({ id }) => [id, 'unchanged']));
    expect((await blockTitled('Guide › Install')).citedBy).toEqual([first.documents[0]?.id]);
  });

  it('skips a block that a review and the file have both changed, and keeps the reviewed text', async () => {
    await base.import(guide('Run it.'));
    await reviseBlock('Guide › Install', 'Reviewed.');
    for (const answer of [await base.import(guide('From the file.')), await base.import(guide('From the file.'))])
      expect(answer.skipped).toMatchObject([{ path: 'docs/guide.md', heading: 'Guide › Install' }]);
    expect((await blockTitled('Guide › Install')).excerpt).toBe('Reviewed.');
  });

  it('says nothing of a block that only a review has changed, or that review and file have made the same', async () => {
    await base.import(guide('Run it.'));
    await reviseBlock('Guide › Install', 'Reviewed.');
    expect((await base.import(guide('Run it.', 'New use.'))).skipped).toEqual([]);
    expect((await base.import(guide('Reviewed.', 'New use.'))).skipped).toEqual([]);
    expect((await blockTitled('Guide › Install')).version).toBe(2);
  });

  it.each(['lock', 'retract'] as const)('skips a changed section when its block is under %s', async (kind) => {
    await base.import(guide('Run it.'));
    await mark('Guide › Install', kind);
    const answer = await base.import(guide('Changed.'));
    expect(answer.skipped).toMatchObject([{ heading: 'Guide › Install' }]);
    expect((await blockTitled('Guide › Install')).version).toBe(1);
  });

  it('leaves an archived document as it is, and counts the file for its sections', async () => {
    const { documents } = await base.import(guide('Run it.'));
    const { workspaceId, id } = base.project;
    const document = await findDocument(base.table, workspaceId, id, documents[0]?.id ?? '');
    if (!document) throw new Error('no document');
    const { actor, project } = base;
    await archiveDocument(base, { actor, project, document, reason: undefined, remember: rememberNothing });
    const answer = await base.import(guide('Changed.'));
    expect(answer).toMatchObject({
      imported: 1,
      documents: [],
      skipped: [{ heading: '', reason: expect.stringContaining('archived') }],
    });
    expect(await findDocument(base.table, workspaceId, id, document.id)).toMatchObject({
      state: 'archived',
      version: 1,
    });
  });

  it('makes one document when the same file is imported by many at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => base.import(guide('Run it.'))));
    expect(new Set(answers.map(({ documents }) => documents[0]?.id)).size).toBe(1);
    expect((await listBlocks(base, base.project, {}, { limit: 100 })).items).toHaveLength(3);
    expect(answers.filter(({ documents }) => documents[0]?.change === 'created')).toHaveLength(1);
  });
});
