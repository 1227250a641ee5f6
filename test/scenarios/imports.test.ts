import {
  approve,
  type Block,
  type BlockSummary,
  type Imported,
  newProject,
  openScenes,
  type Page,
  type Place,
  type Problem,
  type Project,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes();

/** A project of its own, so that nothing else moves its head. */
const emptyProject = async (name: string): Promise<Place> => {
  const { place } = scenes;
  const P = await newProject(place, name);
  return { ...place, P };
};
const importInto = (place: Place, documents: readonly { path: string; content: string }[]) =>
  place.as('contributor').make<Imported>(`${place.P}/imports`, { documents });
const changesOf = (imported: Imported) =>
  Object.fromEntries(imported.blocks.map(({ title, change }) => [headingOf(title), change]));
/** A block's title may name the headings above its own. */
const headingOf = (title: string): string => title.split(' › ').at(-1) ?? title;
const blockOf = (imported: Imported, heading: string): string =>
  imported.blocks.find(({ title }) => headingOf(title) === heading)?.id ?? '';

const guide = (second: string) => `# Guide\n\nWelcome.\n\n## First\n\nOne.\n\n## Second\n\n${second}`;

describe('importing again', () => {
  it('P/imports the same file again makes nothing new and moves nothing', async () => {
    const place = await emptyProject('again');
    const first = await importInto(place, [{ path: 'guide.md', content: guide('Two.') }]);
    const before = await place.as('viewer').read<Project>(place.P);
    const again = await importInto(place, [{ path: 'guide.md', content: guide('Two.') }]);
    expect(new Set(again.blocks.map(({ change }) => change))).toEqual(new Set(['unchanged']));
    expect(again.blocks.map(({ id }) => id).sort()).toEqual(first.blocks.map(({ id }) => id).sort());
    const after = await place.as('viewer').read<Project>(place.P);
    expect([after.blockCounts, after.documentCount]).toEqual([before.blockCounts, before.documentCount]);
  });

  it('P/imports a changed section is a new version of its block; the rest is unchanged', async () => {
    const place = await emptyProject('changed');
    const first = await importInto(place, [{ path: 'guide.md', content: guide('Two.') }]);
    const second = await importInto(place, [{ path: 'guide.md', content: guide('Two, mended.') }]);
    expect(changesOf(second)).toMatchObject({ First: 'unchanged', Second: 'updated' });
    const id = blockOf(first, 'Second');
    expect(blockOf(second, 'Second')).toBe(id);
    const block = await place.as('viewer').read<Block>(`${place.P}/blocks/${id}`);
    expect(block).toMatchObject({ version: 2, state: 'accepted' });
    expect(block.content).toContain('Two, mended.');
  });

  it('P/imports a section that vanished is left as it is and reported', async () => {
    const place = await emptyProject('vanished');
    const first = await importInto(place, [{ path: 'guide.md', content: guide('Two.') }]);
    const shorter = await importInto(place, [{ path: 'guide.md', content: '# Guide\n\nWelcome.\n\n## First\n\nOne.' }]);
    expect(shorter.skipped).toMatchObject([{ path: 'guide.md' }]);
    expect(shorter.skipped[0]?.heading).toContain('Second');
    const id = blockOf(first, 'Second');
    expect(await place.as('viewer').read<Block>(`${place.P}/blocks/${id}`)).toMatchObject({
      state: 'accepted',
      version: 1,
    });
  });

  it('P/imports a block changed by review and by its file is skipped, reported, and keeps the reviewed text', async () => {
    const place = await scenes.newPlace();
    const first = await importInto(place, [{ path: 'guide.md', content: guide('Two in order to count.') }]);
    const id = blockOf(first, 'Second');
    const waiting = await workToReview(place, {
      taskIntent: 'Update the block: replace “Two” with “Reviewed two”',
      taskType: 'update',
      context: { blockIds: [id] },
    });
    await approve(waiting);
    const again = await importInto(place, [{ path: 'guide.md', content: guide('Two from the file.') }]);
    expect(again.skipped).toMatchObject([{ path: 'guide.md' }]);
    expect(again.skipped[0]?.heading).toContain('Second');
    expect((await place.as('viewer').read<Block>(`${place.P}/blocks/${id}`)).content).toContain('Reviewed two');
  });

  it('P/imports two files with the same heading are two blocks, and so are two sections of one file', async () => {
    const place = await emptyProject('same heading');
    const text = (name: string) =>
      `# Setup\n\n${name}.\n\n## Notes\n\nFirst of ${name}.\n\n## Notes\n\nSecond of ${name}.`;
    const documents = [
      { path: 'one.md', content: text('one') },
      { path: 'two.md', content: text('two') },
    ];
    const first = await importInto(place, documents);
    expect(first.imported).toBe(2);
    expect(first.blocks.filter(({ title }) => headingOf(title) === 'Notes')).toHaveLength(4);
    expect(new Set(first.blocks.map(({ id }) => id)).size).toBe(first.blocks.length);
    const again = await importInto(place, documents);
    expect(new Set(again.blocks.map(({ change }) => change))).toEqual(new Set(['unchanged']));
  });
});

describe('all or nothing', () => {
  it('G3 while 300 sections are imported a reader sees none or all of them at each head revision', async () => {
    const place = await emptyProject('atomic');
    const sections = Array.from({ length: 300 }, (_, number) => `## Section ${number}\n\nText ${number}.`);
    const content = `# Large\n\nIntroduction.\n\n${sections.join('\n\n')}`;
    let done = false;
    const seen = new Map<number, Set<number>>();
    const reader = (async () => {
      while (!done) {
        const before = await place.as('viewer').read<Project>(place.P);
        const { items } = await place.as('viewer').read<Page<BlockSummary>>(`${place.P}/blocks?limit=1`);
        const after = await place.as('viewer').read<Project>(place.P);
        const count = before.blockCounts.accepted ?? 0;
        seen.set(before.headRevision, (seen.get(before.headRevision) ?? new Set()).add(count));
        if (after.headRevision === before.headRevision) expect(items).toHaveLength(Math.min(1, count));
      }
    })();
    const imported = await importInto(place, [{ path: 'large.md', content }]);
    done = true;
    await reader;
    expect(imported.blocks.length).toBeGreaterThanOrEqual(300);
    for (const counts of seen.values()) expect(counts.size).toBe(1);
    const possible = new Set([0, imported.blocks.length]);
    for (const counts of seen.values()) for (const count of counts) expect(possible).toContain(count);
    expect(await place.as('viewer').list(`${place.P}/blocks`)).toHaveLength(imported.blocks.length);
    expect(await place.as('viewer').read(`${place.P}/audit/verify`)).toMatchObject({ valid: true });
  });

  it('P/imports a file that can not be taken is named, and nothing of the others is imported', async () => {
    const place = await emptyProject('refused');
    const refused = await place.as('contributor').post<Problem>(`${place.P}/imports`, {
      documents: [
        { path: 'good.md', content: guide('Two.') },
        { path: 'bad.md', content: '# Bad\n\nNot a text: \u0000.' },
      ],
    });
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(JSON.stringify(refused.body)).toContain('bad.md');
    expect(await place.as('viewer').list(`${place.P}/blocks`)).toEqual([]);
    expect(await place.as('viewer').list(`${place.P}/documents`)).toEqual([]);
  });

  it('P/imports two people importing the same file at once make one document', async () => {
    const place = await emptyProject('twice');
    const documents = [{ path: 'guide.md', content: guide('Two.') }];
    const send = (person: 'contributor' | 'reviewer') =>
      place.as(person).post<Imported>(`${place.P}/imports`, { documents });
    const answers = await Promise.all([send('contributor'), send('reviewer'), send('contributor')]);
    for (const { status } of answers) expect(status).toBe(201);
    expect(await place.as('viewer').list(`${place.P}/documents`)).toHaveLength(1);
    const blocks = await place.as('viewer').list<BlockSummary>(`${place.P}/blocks`);
    expect(new Set(blocks.map(({ title }) => title)).size).toBe(blocks.length);
  });
});
