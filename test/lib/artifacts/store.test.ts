import {
  allArtifacts,
  artifactIdOf,
  contentOf,
  findArtifact,
  keepBody,
  listArtifacts,
  listRevisions,
  revisionWrites,
} from '../../../lib/artifacts/index.ts';
import { createIds } from '../../../lib/platform/ids.ts';
import type { Table } from '../../../lib/platform/index.ts';
import { type Database, openDatabase } from '../../../lib/platform/local/database.ts';
import { openFolderBlobs } from '../../../lib/platform/local/folder-blobs.ts';
import { createFileSigner } from '../../../lib/platform/local/signed-files.ts';
import { createSqliteTable } from '../../../lib/platform/local/sqlite-table.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { revision, sessionId } from './artifact-fixture.ts';

const clock = createManualClock();
const folder = temporaryFolder();
const signer = createFileSigner({ publicUrl: 'http://127.0.0.1/', key: async () => 'a key of the test', clock });
let database: Database;
let table: Table;

beforeEach(() => {
  database = openDatabase(':memory:');
  table = createSqliteTable(database, clock);
});
afterEach(() => database.close());

const nth = (turn: number) => ({
  ...revision,
  id: artifactIdOf({ sessionId, turn, call: 0, startedAtMs: Date.UTC(2026, 0, 1) + turn }),
  turn,
});

describe('the store of artifacts', () => {
  it('finds an artifact in its session and workspace only', async () => {
    await table.commit(revisionWrites('wsp_1', revision));

    expect(await findArtifact(table, 'wsp_1', sessionId, revision.id)).toEqual(revision);
    expect(await findArtifact(table, 'wsp_2', sessionId, revision.id)).toBeUndefined();
    expect(await findArtifact(table, 'wsp_1', 'ses_other', revision.id)).toBeUndefined();
  });

  it('makes each revision once, on top of the one before it', async () => {
    const second = { ...revision, revision: 2, title: 'Better' };
    await table.commit(revisionWrites('wsp_1', revision));

    await expect(table.commit(revisionWrites('wsp_1', revision))).rejects.toThrow('as it was read');
    await expect(table.commit(revisionWrites('wsp_1', { ...second, revision: 3 }))).rejects.toThrow('as it was read');
    await table.commit(revisionWrites('wsp_1', second));
    await expect(table.commit(revisionWrites('wsp_1', second))).rejects.toThrow('as it was read');

    const { items } = await listRevisions(table, 'wsp_1', sessionId, revision.id, { limit: 10 });
    expect(items).toEqual([second, revision]);
    expect(await allArtifacts(table, 'wsp_1', sessionId)).toEqual([second]);
  });

  it('lists artifacts newest first, page by page, and all of them oldest first', async () => {
    const artifacts = Array.from({ length: 30 }, (_, place) => nth(place + 1));
    for (const artifact of artifacts) await table.commit(revisionWrites('wsp_1', artifact));

    const first = await listArtifacts(table, 'wsp_1', sessionId, { limit: 20 });
    const rest = await listArtifacts(table, 'wsp_1', sessionId, { limit: 20, cursor: first.cursor });

    expect([...first.items, ...rest.items].map(({ turn }) => turn)).toEqual(
      artifacts.map(({ turn }) => turn).toReversed(),
    );
    expect((await allArtifacts(table, 'wsp_1', sessionId)).map(({ turn }) => turn)).toEqual(
      artifacts.map(({ turn }) => turn),
    );
  });

  it.each([
    ['short', 'ä', true],
    ['exactly 8 KB', 'x'.repeat(8_192), true],
    ['longer', 'x'.repeat(8_193), false],
    ['cut within an emoji', `${'x'.repeat(279)}😀${'y'.repeat(9_000)}`, false],
  ])('keeps a content that is %s so that it comes back as it was', async (_, content, isInline) => {
    const blobs = await openFolderBlobs({ folder, ids: createIds(clock), signer });

    const kept = await keepBody(blobs, 'wsp_1', content);
    await table.commit(revisionWrites('wsp_1', { ...nth(1), content: undefined, ...kept } as typeof revision));

    expect(kept.content !== undefined).toBe(isInline);
    expect(kept.sizeBytes).toBe(Buffer.byteLength(content));
    expect(await contentOf(blobs, 'wsp_1', kept)).toBe(content);
  });
});
