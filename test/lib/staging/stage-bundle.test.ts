import { createBlock, markBlock } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { readSession, type Session, transition } from '../../../lib/sessions/index.ts';
import { type Bundle, findBundle, readBundle, stageBundle } from '../../../lib/staging/index.ts';
import { type Block, createAsset, findBlock } from '../../../lib/substrate/index.ts';
import { type KnowledgeBase, openKnowledgeBase } from '../../support/knowledge-base.ts';
import { startSession } from '../../support/started-session.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
let base: KnowledgeBase;
beforeEach(async () => {
  base = await openKnowledgeBase(folder);
});

const startedSession = (change: Partial<Session> = {}): Promise<Session> => startSession(base, change);

async function staged(change: Partial<Session> = {}): Promise<Bundle> {
  const session = await stageBundle(base, await startedSession(change));
  const bundle = await readBundle(base, session.workspaceId, session.projectId, session.bundleId ?? '');
  if (!bundle) throw new Error('nothing was staged');
  return bundle;
}

const write = (title: string, content: string): Promise<Block> =>
  createBlock(base, {
    actor: base.actor,
    project: base.project,
    request: { title, content, type: 'knowledge' },
    remember: rememberNothing,
  });
async function mark(block: Block, kind: 'lock' | 'retract'): Promise<void> {
  const current = await findBlock(base.table, base.project.workspaceId, base.project.id, block.id);
  if (!current) throw new Error('no such block');
  const { actor, project } = base;
  await markBlock(base, { actor, project, block: current, mark: kind, reason: undefined, remember: rememberNothing });
}
const titles = (bundle: Bundle): readonly string[] => bundle.contents.blocks.map(({ title }) => title);

describe('staging', () => {
  it('T2 takes what matches the task first, then the rest of a small project, and hands the work to the agent', async () => {
    await write('Weather', 'It rains.');
    await write('Pricing', 'Customers pay 49 euros for the plan.');
    const session = await stageBundle(base, await startedSession());
    expect(session).toMatchObject({ status: 'in_progress', progress: { next: 'agent' }, version: 2 });
    const bundle = await readBundle(base, session.workspaceId, session.projectId, session.bundleId ?? '');
    expect(bundle).toMatchObject({
      digest: session.bundleDigest,
      task: session.taskIntent,
      agentName: 'Research',
      contents: {
        blocks: [
          { title: 'Pricing', content: 'Customers pay 49 euros for the plan.' },
          { title: 'Weather', score: 0 },
        ],
      },
      omitted: [],
      metadata: { totalBlocks: 2, headRevision: 2 },
    });
    expect(bundle?.contents.blocks[0]?.score).toBeGreaterThan(0);
    const { rows } = await base.table.query({
      table: 'work',
      pk: `W#${session.workspaceId}#ses#${session.id}`,
      sk: { prefix: 'evt#' },
    });
    expect(rows).toMatchObject([{ type: 'session.staged', data: { bundleId: session.bundleId } }]);
  });

  it('T2 takes accepted and locked blocks only, in the state that they have', async () => {
    const [locked, retracted] = [await write('Locked pricing', 'pay'), await write('Retracted pricing', 'pay')];
    await mark(locked, 'lock');
    await mark(retracted, 'retract');
    const bundle = await staged();
    expect(bundle.contents.blocks).toMatchObject([{ title: 'Locked pricing', state: 'locked' }]);
  });

  it('T2 takes at most 50 blocks and says what stayed outside', async () => {
    await base.import([
      { path: 'a.md', content: Array.from({ length: 120 }, (_, n) => `# Plan ${n}\n\nPricing ${n}`).join('\n\n') },
    ]);
    await base.import([
      { path: 'b.md', content: Array.from({ length: 30 }, (_, n) => `# Tree ${n}\n\nLeaf ${n}`).join('\n\n') },
    ]);
    const bundle = await staged();
    expect(bundle.contents.blocks).toHaveLength(50);
    expect(titles(bundle).every((title) => title.startsWith('Plan'))).toBe(true);
    expect(bundle.omitted.filter(({ id }) => id?.startsWith('blk_'))).toHaveLength(50);
    expect(bundle.omitted.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('20 more matching blocks'),
        expect.stringContaining('30 blocks'),
      ]),
    );
    expect(bundle.metadata.totalBlocks).toBe(150);
  });

  it('T2 takes named blocks first, whatever they are about, and names those that are not there', async () => {
    await base.import([
      { path: 'a.md', content: Array.from({ length: 60 }, (_, n) => `# Plan ${n}\n\nPricing ${n}`).join('\n\n') },
    ]);
    const named = await write('Weather', 'It rains.');
    const gone = await write('Gone', 'It went.');
    await mark(gone, 'retract');
    const missing = base.ids.next('blk');
    const bundle = await staged({
      context: { blockIds: [named.id, gone.id, missing], documentIds: ['doc_none'], assetIds: ['ast_none'] },
    });
    expect(titles(bundle)[0]).toBe('Weather');
    expect(bundle.targetBlockIds).toEqual([named.id, gone.id, missing]);
    const omitted = bundle.omitted.map(({ id }) => id);
    expect(omitted).toEqual(expect.arrayContaining([gone.id, missing, 'doc_none', 'ast_none']));
  });

  it('T2 takes the documents that cite what was chosen', async () => {
    const { documents } = await base.import([{ path: 'pricing.md', content: '# Pricing\n\nCustomers pay.' }]);
    const bundle = await staged();
    expect(bundle.contents.documents).toMatchObject([
      { id: documents[0]?.id, content: expect.stringContaining('pay') },
    ]);
  });

  it('T2 leaves out what is too large, by name, and still takes smaller blocks', async () => {
    const large = await Promise.all([1, 2].map((n) => write(`Pricing ${n}`, `pay ${'x '.repeat(120_000)}`)));
    await write('Small pricing', 'pay');
    const bundle = await staged();
    expect(titles(bundle)).toContain('Small pricing');
    expect(bundle.contents.blocks).toHaveLength(2);
    expect(large.map(({ id }) => id)).toContain(bundle.omitted[0]?.id);
  });

  it('T2 takes files of the agent’s type, text with its content, others by name', async () => {
    const add = (fileName: string, contentType: string, agentType: 'research' | 'content', content = 'Be brief.') =>
      createAsset(base, {
        actor: base.actor,
        project: base.project,
        request: {
          agentType,
          type: 'style_guide',
          permanence: 'permanent',
          fileName,
          contentType,
          contentBase64: Buffer.from(content).toString('base64'),
        },
        remember: rememberNothing,
      });
    await add('style.md', 'text/markdown', 'research');
    const image = await add('logo.png', 'image/png', 'research');
    const long = await add('long.txt', 'text/plain', 'research', 'x'.repeat(70_000));
    await add('tone.md', 'text/markdown', 'content');
    const { contents, omitted } = await staged();
    const byName = Object.fromEntries(contents.assets.map(({ fileName, content }) => [fileName, content]));
    expect(byName).toEqual({ 'style.md': 'Be brief.', 'logo.png': undefined, 'long.txt': undefined });
    expect(omitted.map(({ id }) => id).toSorted()).toEqual([image.id, long.id].toSorted());
  });

  it('follows the knowledge base from one staging to the next', async () => {
    const price = await write('Pricing', 'pay 49');
    expect(titles(await staged())).toEqual(['Pricing']);
    await write('Plans', 'pay 99');
    expect(titles(await staged()).toSorted()).toEqual(['Plans', 'Pricing']);
    await base.import([{ path: 'a.md', content: '# Prices\n\npay 10' }]);
    await mark(price, 'retract');
    expect(titles(await staged()).toSorted()).toEqual(['Plans', 'Prices']);
    await base.import([{ path: 'a.md', content: '# Prices\n\npay 20' }]);
    const prices = (await staged()).contents.blocks.find(({ title }) => title === 'Prices');
    expect(prices).toMatchObject({ content: 'pay 20', version: 2 });
  });

  it('stages an empty project too', async () => {
    expect(await staged()).toMatchObject({
      contents: { blocks: [], documents: [], assets: [] },
      omitted: [],
      metadata: { totalBlocks: 0 },
    });
  });
});

describe('a bundle', () => {
  it('T4 has the same digest for the same content, and shares its knowledge with every equal selection', async () => {
    await write('Pricing', 'pay');
    const [one, same] = [await staged(), await staged()];
    expect(same.digest).toBe(one.digest);
    expect(same.id).not.toBe(one.id);
    const other = await staged({ taskIntent: 'Something else about pricing' });
    expect(other.digest).not.toBe(one.digest);
    const rows = await Promise.all(
      [one, other].map(({ id, projectId }) => findBundle(base.table, base.project.workspaceId, projectId, id)),
    );
    expect(rows[0]?.knowledgeDigest).toBe(rows[1]?.knowledgeDigest);
  });

  it('T4 stays as it was when the knowledge base moves on', async () => {
    await base.import([{ path: 'a.md', content: '# Prices\n\npay 10' }]);
    const before = await staged();
    await base.import([{ path: 'a.md', content: '# Prices\n\npay 20' }]);
    const after = await readBundle(base, base.project.workspaceId, base.project.id, before.id);
    expect(after).toEqual(before);
  });

  it('is found in its own project only', async () => {
    const { id } = await staged();
    expect(await readBundle(base, base.project.workspaceId, 'prj_other', id)).toBeUndefined();
    expect(await readBundle(base, 'wsp_other', base.project.id, id)).toBeUndefined();
  });
});

describe('a session that has moved', () => {
  it.each([{ next: 'agent' }, { next: 'assess' }, { next: 'iterate' }] as const)(
    'keeps its progress when it is at %o',
    async (progress) => {
      const session = await startedSession({ progress });
      expect(await stageBundle(base, session)).toBe(session);
    },
  );

  it('is given back as it stands when it was cancelled while its bundle was made', async () => {
    const session = await startedSession();
    const cancelled = transition(session, { command: 'cancel' }, base.clock.now());
    const table: typeof base.table = {
      ...base.table,
      commit: async (writes) => {
        if (writes.some((one) => one.kind === 'put' && one.row.sk.startsWith('bdl#'))) {
          const current = await readSession(base.table, session.workspaceId, session.id);
          if (current?.status === 'in_progress')
            await base.table.commit([
              {
                kind: 'put',
                table: 'work',
                row: { pk: `W#${session.workspaceId}#ses#${session.id}`, sk: 'session', ...cancelled },
              },
            ]);
        }
        await base.table.commit(writes);
      },
    };
    expect(await stageBundle({ ...base, table }, session)).toMatchObject({ status: 'cancelled' });
  });

  it('is staged once when the step is done twice at once', async () => {
    await write('Pricing', 'pay');
    const session = await startedSession();
    const [one, other] = await Promise.all([stageBundle(base, session), stageBundle(base, session)]);
    expect(one.bundleId).toBe(other.bundleId);
    expect((await readSession(base.table, session.workspaceId, session.id))?.version).toBe(2);
  });
});
