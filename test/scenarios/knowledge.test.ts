import {
  approve,
  awaitReview,
  type Block,
  type Bundle,
  importDocuments,
  type KnowledgeDocument,
  openScenes,
  type Page,
  session,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);

interface Asset {
  readonly id: string;
  readonly fileName: string;
  readonly signedUrl: string;
  readonly signedUrlExpiresAt: string;
  readonly sizeBytes: number;
}
const styleGuide = 'Say “working day”, never “business day”. Ä ö ü.';
const anAsset = {
  agentType: 'content',
  type: 'style_guide',
  permanence: 'permanent',
  fileName: 'style.md',
  contentType: 'text/markdown',
  contentBase64: Buffer.from(styleGuide).toString('base64'),
};

describe('reference files', () => {
  it('T2 a file is kept to the byte, downloaded by its signed address, and listed by type', async () => {
    const { place, host } = scenes;
    const made = await place.as('contributor').post<Asset>(`${place.P}/assets`, anAsset);
    expect(made).toMatchObject({ status: 201, body: { fileName: 'style.md', permanence: 'permanent' } });
    expect(made.body.sizeBytes).toBe(Buffer.byteLength(styleGuide));
    const listed = await place.as('viewer').list<Asset>(`${place.P}/assets?agentType=content`);
    const found = listed.find(({ id }) => id === made.body.id);
    const download = await fetch(new URL(found?.signedUrl ?? '', host.url));
    expect(await download.text()).toBe(styleGuide);
    expect(await place.as('viewer').list<Asset>(`${place.P}/assets?agentType=reporting`)).toEqual([]);
    const tampered = new URL(found?.signedUrl ?? '', host.url);
    for (const name of [...tampered.searchParams.keys()].filter((key) => /sig/i.test(key)))
      tampered.searchParams.set(name, 'A'.repeat(40));
    expect((await fetch(tampered)).status).toBeGreaterThanOrEqual(400);
  });

  it('T2 a permanent file is in the bundle of agents of its type', async () => {
    const { place } = scenes;
    const task = { taskIntent: 'Write about refunds', taskType: 'composition', agentType: 'content' };
    const waiting = await workToReview(place, task);
    const bundle = await place.as('viewer').read<Bundle>(`${waiting.S}/bundle`);
    expect(JSON.stringify(bundle)).toContain('style.md');
    const other = await workToReview(place);
    expect(JSON.stringify(await place.as('viewer').read(`${other.S}/bundle`))).not.toContain('style.md');
  });

  it('A1 a file whose name has path parts, whose bytes are no base64, or that is temporary without a task is refused', async () => {
    const { place } = scenes;
    for (const change of [
      { fileName: '../style.md' },
      { fileName: 'a\\b' },
      { contentBase64: 'not base64!' },
      { contentType: 'nonsense' },
      { permanence: 'temporary' },
      { agentType: 'painting' },
    ]) {
      const refused = await place.as('contributor').post(`${place.P}/assets`, { ...anAsset, ...change });
      expect([change, refused.status]).toEqual([change, 400]);
    }
  });
});

describe('bundles', () => {
  it('T2 blocks that the request names are in the bundle as they stood, whatever happens to them later', async () => {
    const { place } = scenes;
    const { id } = await place.as('contributor').make<Block>(`${place.P}/blocks`, {
      title: 'A note on boats',
      content: 'Boats leave at noon.',
      type: 'knowledge',
    });
    const waiting = await workToReview(place, { context: { blockIds: [id] } });
    await place.as('contributor').make(`${place.P}/blocks/${id}/retract`, { reason: 'sold' });
    const bundle = await place.as('viewer').read<Bundle>(`${waiting.S}/bundle`);
    expect(bundle.contents.blocks).toContainEqual(
      expect.objectContaining({ id, version: 1, content: 'Boats leave at noon.' }),
    );
  });

  it('T4 what could not be taken in is named in the bundle, never silently dropped', async () => {
    const { place } = scenes;
    const { id } = await place.as('contributor').make<Block>(`${place.P}/blocks`, {
      title: 'Withdrawn',
      content: 'Nothing of this holds.',
      type: 'knowledge',
    });
    await place.as('contributor').make(`${place.P}/blocks/${id}/retract`);
    const absent = 'blk_01ARZ3NDEKTSV4RRFFQ69G5FAV';
    const waiting = await workToReview(place, { context: { blockIds: [id, absent] } });
    const { omitted, contents } = await place.as('viewer').read<Bundle>(`${waiting.S}/bundle`);
    expect(omitted.map((one) => one.id)).toEqual(expect.arrayContaining([id, absent]));
    expect(contents.blocks.map((block) => block.id)).not.toContain(id);
  });

  it('T4 equal requests on unchanged knowledge have the same digest, and changed knowledge another', async () => {
    const place = await scenes.newPlace();
    await importDocuments(place);
    const digestOf = async (): Promise<string> => {
      const waiting = await workToReview(place);
      return (await place.as('viewer').read<Bundle>(`${waiting.S}/bundle`)).digest;
    };
    const [first, second] = [await digestOf(), await digestOf()];
    expect(second).toBe(first);
    const more = { title: 'Refunds by cheque', content: 'Refunds by cheque take two weeks.', type: 'knowledge' };
    await place.as('contributor').make(`${place.P}/blocks`, more);
    expect(await digestOf()).not.toBe(first);
  });

  it('T3 a request for changes stages anew, so that the agent sees a block that has moved', async () => {
    const place = await scenes.newPlace();
    const { id } = await place.as('contributor').make<Block>(`${place.P}/blocks`, {
      title: 'Meeting point',
      content: 'Meet at the north gate in order to enter.',
      type: 'knowledge',
    });
    const task = (edit: string) => ({
      taskIntent: `Update the block: ${edit}`,
      taskType: 'update',
      context: { blockIds: [id] },
    });
    const waiting = await workToReview(place, task('replace “north” with “south”'));
    await approve(await workToReview(place, task('replace “gate” with “door”')));
    const refused = await place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
    expect(refused).toMatchObject({ status: 409, body: { code: 'block_conflict' } });
    const body = { digest: waiting.checkpoint.digest, feedback: 'The block has moved; please do it again.' };
    await place.as('reviewer').make(`${waiting.C}/request-changes`, body);
    const again = await awaitReview(waiting, waiting.checkpoint.id);
    expect(again.artifacts).toMatchObject([{ targetBlockId: id, baseVersion: 2, revision: 2 }]);
    await approve(again);
    const block = await place.as('viewer').read<Block>(`${place.P}/blocks/${id}`);
    expect(block).toMatchObject({ version: 3 });
    expect(block.content).toContain('south door');
    expect((await session(again)).status).toBe('approved');
  });
});

describe('documents', () => {
  it('I8 a document that is archived leaves the list of published ones, and the chain says who did it', async () => {
    const { place } = scenes;
    const [document] = (await place.as('viewer').read<Page<KnowledgeDocument>>(`${place.P}/documents`)).items;
    const path = `${place.P}/documents/${document?.id}`;
    const archived = await place.as('contributor').post(`${path}/archive`, { reason: 'outdated' });
    expect(archived).toMatchObject({ status: 200, body: { state: 'archived' } });
    const published = await place.as('viewer').list<KnowledgeDocument>(`${place.P}/documents?state=published`);
    expect(published.map(({ id }) => id)).not.toContain(document?.id);
    const again = await place.as('contributor').post(`${path}/archive`);
    expect(again).toMatchObject({ status: 409, body: { code: 'state_conflict', currentStatus: 'archived' } });
    const audit = await place.as('viewer').list<{ content: Record<string, unknown> }>(`${place.P}/audit`);
    expect(audit.map(({ content }) => content)).toContainEqual(
      expect.objectContaining({ kind: 'document_archived', targetId: document?.id }),
    );
  });
});
