import { exportLines, genesis, listEntries, verifyChain, verifyExport } from '../../../lib/audit/index.ts';
import type { Row, Table, TableName } from '../../../lib/platform/index.ts';
import { findHead } from '../../../lib/substrate/index.ts';
import { type KnowledgeBase, openKnowledgeBase } from '../../support/knowledge-base.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
let base: KnowledgeBase;
beforeEach(async () => {
  base = await openKnowledgeBase(folder);
  for (const n of [1, 2, 3]) await base.import([{ path: `${n}.md`, content: `# One\n\na${n}\n\n# Two\n\nb${n}` }]);
});

/** Three imports, each a decision and three mutations. */
const entries = 12;
const end = async () =>
  (await findHead(base.table, base.project.workspaceId, base.project.id))?.chain ?? genesis('none');
const verify = async (table: Table = base.table) => verifyChain({ ...base, table }, base.project, await end());
async function exported(): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportLines(base, base.project)) lines.push(line.trimEnd());
  return lines;
}

/** A table whose rows somebody changed behind the product's back; undefined = deleted. */
function tampered(change: (table: TableName, row: Row) => Row | undefined): Table {
  const { table } = base;
  const seen = (name: TableName, row: Row | undefined) => (row === undefined ? undefined : change(name, row));
  return {
    ...table,
    get: async (name, key) => seen(name, await table.get(name, key)),
    query: async (query) => {
      const page = await table.query(query);
      return { ...page, rows: page.rows.flatMap((row) => seen(query.table, row) ?? []) };
    },
  };
}
const changedText = (row: Row, from: string | RegExp, to: string): Row =>
  JSON.parse(JSON.stringify(row).replace(from, to));

describe('verifying the stored chain', () => {
  it('G15 finds a chain sound that nobody touched', async () => {
    expect(await verify()).toEqual({ valid: true, entries, headHash: (await end()).headHash });
  });

  it.each<[string, number, (row: Row) => Row | undefined]>([
    ['a mutation was changed', 1, (row) => changedText(row, '"toVersion":1', '"toVersion":2')],
    [
      'a decision was given to somebody else',
      1,
      (row) => changedText(row, '"decidedBy":"olivia"', '"decidedBy":"mallory"'),
    ],
    ['reviews are missing', 1, (row) => (row.sk === 'review' ? undefined : row)],
    [
      'segments were given another hash',
      1,
      (row) => (row.sk.startsWith('seg#') ? { ...row, headHash: 'f'.repeat(64) } : row),
    ],
    ['the last segment was cut off', entries - 3, (row) => (row.sk === 'seg#000000000009' ? undefined : row)],
    ['a segment in the middle is missing', 5, (row) => (row.sk === 'seg#000000000005' ? undefined : row)],
    ['a segment claims more entries', 1, (row) => (row.sk === 'seg#000000000001' ? { ...row, count: 5 } : row)],
  ])('G15 says where it breaks when %s', async (_, brokenAt, change) => {
    expect(await verify(tampered((name, row) => (name === 'audit' ? change(row) : row)))).toMatchObject({
      valid: false,
      brokenAt,
    });
  });

  it('G15 judges by the end that was read: what is added meanwhile is not yet its business', async () => {
    const before = await end();
    await base.import([{ path: '4.md', content: 'four' }]);
    expect(await verifyChain(base, base.project, before)).toEqual({ valid: true, entries, headHash: before.headHash });
  });

  it('G15 holds for a chain without entries', async () => {
    const { id } = base.project;
    const project = { workspaceId: 'wsp_none', id };
    expect(await verifyChain(base, project, genesis(id))).toEqual({
      valid: true,
      entries: 0,
      headHash: genesis(id).headHash,
    });
  });
});

describe('the export', () => {
  it('G15 is verified with nothing else at hand', async () => {
    expect(await verifyExport(await exported())).toEqual({ valid: true, entries, headHash: (await end()).headHash });
    expect(await verifyExport([])).toEqual({ valid: true, entries: 0, headHash: undefined });
  });

  it.each<[string, number, (lines: string[]) => string[]]>([
    ['a line was changed', 3, (lines) => lines.with(2, (lines[2] ?? '').replace('"toVersion":1', '"toVersion":7'))],
    [
      'something was added to a line',
      3,
      (lines) => lines.with(2, (lines[2] ?? '').replace('"entry":', '"note":"x","entry":')),
    ],
    ['a line is missing', 3, (lines) => lines.toSpliced(2, 1)],
    ['lines changed places', 3, (lines) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? '')],
    ['the first lines are missing', 1, (lines) => lines.slice(4)],
    ['a line is of another project', 3, (lines) => lines.with(2, (lines[2] ?? '').replace(/prj_\w+/, 'prj_other'))],
    ['a line is no JSON', 3, (lines) => lines.with(2, '{')],
  ])('G15 breaks where %s', async (_, sequence, change) => {
    const verified = await verifyExport(change(await exported()));
    expect(verified).toMatchObject({ valid: false, entries: sequence - 1, broken: { sequence } });
  });

  it('is paged in chain order without gaps', async () => {
    const sequences: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await listEntries(base, base.project, { limit: 5, cursor });
      sequences.push(...page.items.map(({ sequence }) => sequence));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(sequences).toEqual(Array.from({ length: entries }, (_, index) => index + 1));
  });
});
