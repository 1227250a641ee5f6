import { archiveDocument, createBlock, markBlock } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import type { Row, Table } from '../../../lib/platform/index.ts';
import {
  type Block,
  type CreateAsset,
  createAsset,
  findBlock,
  findDocument,
  findProject,
  getBlock,
  getDocument,
  listAssets,
  listBlocks,
  listBlockVersions,
  listDocuments,
  listDocumentVersions,
  listInsights,
} from '../../../lib/substrate/index.ts';
import { type KnowledgeBase, openKnowledgeBase } from '../../support/knowledge-base.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
let base: KnowledgeBase;
beforeEach(async () => {
  base = await openKnowledgeBase(folder);
});
const place = () => [base.table, base.project.workspaceId, base.project.id] as const;
const write = (title: string, content = 'x', type = 'knowledge'): Promise<Block> =>
  createBlock(base, {
    actor: base.actor,
    project: base.project,
    request: { title, content, type },
    remember: rememberNothing,
  });
const titlesOf = async (filter: Parameters<typeof listBlocks>[2]): Promise<readonly string[]> =>
  (await listBlocks(base, base.project, filter, { limit: 100 })).items.map(({ title }) => title);

describe('listing blocks', () => {
  it('shows the newest first, page by page, each once', async () => {
    for (let n = 1; n <= 5; n += 1) await write(`Block ${n}`);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listBlocks(base, base.project, {}, { limit: 2, cursor });
      seen.push(...page.items.map(({ title }) => title));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['Block 5', 'Block 4', 'Block 3', 'Block 2', 'Block 1']);
  });

  it('ends without a cursor when the last page is just full', async () => {
    for (let n = 1; n <= 2; n += 1) await write(`Block ${n}`);
    expect((await listBlocks(base, base.project, {}, { limit: 2 })).cursor).toBeUndefined();
  });

  it('starts again when the project has moved since the cursor was given', async () => {
    for (let n = 1; n <= 3; n += 1) await write(`Block ${n}`);
    const { cursor } = await listBlocks(base, base.project, {}, { limit: 1 });
    await write('Block 4');
    const refused = { code: 'malformed_request', message: expect.stringContaining('start again') };
    await expect(listBlocks(base, base.project, {}, { limit: 1, cursor })).rejects.toMatchObject(refused);
    await expect(listBlocks(base, base.project, {}, { limit: 1, cursor: 'nonsense' })).rejects.toMatchObject(refused);
  });

  it('finds text in titles and contents, whatever its case, also in contents that are large', async () => {
    await write('Refunds', 'Within 30 days.');
    await write('Other', 'About REFUNDS.');
    await write('Large', `${'word '.repeat(5_000)}refunds`);
    await write('Nothing', 'Of the kind.');
    expect(await titlesOf({ query: 'refunds' })).toEqual(['Large', 'Other', 'Refunds']);
    expect(await titlesOf({ query: 'absent' })).toEqual([]);
  });

  it('keeps to state and type', async () => {
    await write('Decided', 'x', 'decision');
    const { id } = await write('Locked');
    const block = await findBlock(...place(), id);
    if (!block) throw new Error('no block');
    const { actor, project } = base;
    await markBlock(base, { actor, project, block, mark: 'lock', reason: undefined, remember: rememberNothing });
    expect(await titlesOf({ state: 'locked' })).toEqual(['Locked']);
    expect(await titlesOf({ type: 'decision' })).toEqual(['Decided']);
    expect(await titlesOf({ state: 'locked', type: 'decision' })).toEqual([]);
  });
});

describe('reading at one head', () => {
  /** A table on which `meanwhile` happens after the head was read. */
  const moving = (meanwhile: () => Promise<void>): Table => ({
    ...base.table,
    get: async (name, key) => {
      const row: Row | undefined = await base.table.get(name, key);
      if (name === 'substrate' && key.sk === 'head') await meanwhile();
      return row;
    },
  });

  it('G3 reads again when the project moves meanwhile, and shows what then stands', async () => {
    await write('First');
    let left = 1;
    const table = moving(async () => {
      if (left-- === 1) await write('Second');
    });
    const { items } = await listBlocks({ ...base, table }, base.project, {}, { limit: 10 });
    expect(items.map(({ title }) => title)).toEqual(['Second', 'First']);
  });

  it('G3 gives up, to be asked again, when the project never stands still', async () => {
    const { id } = await write('First');
    const table = moving(async () => void (await write('Another')));
    const refused = { code: 'unavailable', retryAfterSeconds: 1 };
    await expect(getBlock({ ...base, table }, base.project, id)).rejects.toMatchObject(refused);
  });
});

describe('versions', () => {
  const guide = (text: string) => base.import([{ path: 'a.md', content: `# A\n\n${text}` }]);

  it('shows older versions as superseded, with the review that made each', async () => {
    const { blocks, documents } = await guide('one');
    await guide('two');
    await guide(`three ${'long '.repeat(3_000)}`);
    const [blockId, documentId] = [blocks[0]?.id ?? '', documents[0]?.id ?? ''];
    const { items } = await listBlockVersions(base, base.project, blockId, { limit: 10 });
    expect(items.map(({ version, state }) => [version, state])).toEqual([
      [3, 'accepted'],
      [2, 'superseded'],
      [1, 'superseded'],
    ]);
    expect(items.map(({ content }) => content.split(' ')[0])).toEqual(['three', 'two', 'one']);
    expect(new Set(items.map(({ reviewId }) => reviewId)).size).toBe(3);
    const first = await listDocumentVersions(base, base.project, documentId, { limit: 2 });
    const rest = await listDocumentVersions(base, base.project, documentId, { limit: 2, cursor: first.cursor });
    expect([...first.items, ...rest.items].map(({ version }) => version)).toEqual([3, 2, 1]);
    expect(rest.cursor).toBeUndefined();
  });

  it('G3 shows no version that a review has written but not made visible', async () => {
    const { blocks } = await guide('one');
    const blockId = blocks[0]?.id ?? '';
    const { body } = { body: await findBlock(...place(), blockId) };
    const row = { pk: `W#${base.project.workspaceId}#blk#${blockId}`, sk: 'v#000002', body: { ...body, version: 2 } };
    await base.table.commit([
      { kind: 'put', table: 'substrate', row: { ...row, content: 'staged', reviewId: base.ids.next('rev') } },
    ]);
    const { items } = await listBlockVersions(base, base.project, blockId, { limit: 10 });
    expect(items.map(({ version }) => version)).toEqual([1]);
  });
});

describe('documents and what they cite', () => {
  it('counts a citation only while the document names the block', async () => {
    const first = await base.import([{ path: 'a.md', content: '# A\n\na\n\n# B\n\nb' }]);
    await base.import([{ path: 'a.md', content: '# A\n\na' }]);
    const [a, b] = await Promise.all(first.blocks.map(({ id }) => getBlock(base, base.project, id)));
    expect([a?.citedBy, b?.citedBy]).toEqual([[first.documents[0]?.id], []]);
  });

  it('are listed by state, and found in their own project only', async () => {
    const { documents } = await base.import([
      { path: 'a.md', content: 'a' },
      { path: 'b.md', content: 'b' },
    ]);
    const document = await findDocument(...place(), documents[0]?.id ?? '');
    if (!document) throw new Error('no document');
    const { actor, project } = base;
    await archiveDocument(base, { actor, project, document, reason: undefined, remember: rememberNothing });
    const listed = async (state: 'published' | 'archived') =>
      (await listDocuments(base, project, { state }, { limit: 10 })).items.map(({ title }) => title);
    expect([await listed('published'), await listed('archived')]).toEqual([['b'], ['a']]);
    expect(await findDocument(base.table, project.workspaceId, 'prj_other', document.id)).toBeUndefined();
    expect(await findProject(base.table, 'wsp_other', project.id)).toBeUndefined();
    await expect(getDocument(base, project, 'doc_none')).rejects.toMatchObject({ code: 'not_found' });
    expect((await listInsights(base, project, { limit: 10 })).items).toEqual([]);
  });
});

describe('reference files', () => {
  const add = (change: Partial<CreateAsset> = {}) =>
    createAsset(base, {
      actor: base.actor,
      project: base.project,
      request: {
        agentType: 'research',
        type: 'template',
        permanence: 'permanent',
        fileName: 'a.txt',
        contentType: 'text/plain',
        contentBase64: Buffer.from('hello').toString('base64'),
        ...change,
      },
      remember: rememberNothing,
    });

  it('are listed by what they are for, with an address that is good for a quarter of an hour', async () => {
    const asset = await add();
    await add({ agentType: 'content', fileName: 'b.txt' });
    await add({ permanence: 'temporary', taskId: 'tsk_1', fileName: 'c.txt' });
    expect(asset).toMatchObject({ sizeBytes: 5, signedUrl: expect.any(String) });
    expect(Date.parse(asset.signedUrlExpiresAt ?? '') - base.clock.now()).toBe(15 * 60_000);
    const names = async (filter: Parameters<typeof listAssets>[2]) =>
      (await listAssets(base, base.project, filter, { limit: 10 })).items.map(({ fileName }) => fileName);
    expect(await names({})).toEqual(['c.txt', 'b.txt', 'a.txt']);
    expect(await names({ agentType: 'research' })).toEqual(['c.txt', 'a.txt']);
    expect(await names({ permanence: 'temporary', taskId: 'tsk_1' })).toEqual(['c.txt']);
    base.clock.pass(31 * 86_400);
    expect(await names({})).toEqual(['b.txt', 'a.txt']);
  });

  it('are paged without gaps', async () => {
    for (const fileName of ['1', '2', '3', '4', '5']) await add({ fileName });
    const first = await listAssets(base, base.project, {}, { limit: 3 });
    const rest = await listAssets(base, base.project, {}, { limit: 3, cursor: first.cursor });
    expect([...first.items, ...rest.items].map(({ fileName }) => fileName)).toEqual(['5', '4', '3', '2', '1']);
    expect(rest.cursor).toBeUndefined();
  });

  it('are refused when they are temporary to no task', async () => {
    await expect(add({ permanence: 'temporary' })).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
