import { fingerprintOf, type KeyedRequest, recall, rememberingWrites } from '../../../lib/idempotency/index.ts';
import { createIds } from '../../../lib/platform/ids.ts';
import { openDatabase } from '../../../lib/platform/local/database.ts';
import { openFolderBlobs } from '../../../lib/platform/local/folder-blobs.ts';
import { createFileSigner } from '../../../lib/platform/local/signed-files.ts';
import { createSqliteTable } from '../../../lib/platform/local/sqlite-table.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const clock = createManualClock();
const database = openDatabase(':memory:');
afterAll(() => database.close());
const table = createSqliteTable(database, clock);
const signer = createFileSigner({ publicUrl: 'http://127.0.0.1', key: async () => 'key', clock });
const blobs = await openFolderBlobs({ folder: temporaryFolder(), ids: createIds(clock), signer });
const ports = { table, blobs, clock };

const request = (idempotencyKey: string, body: unknown = {}): KeyedRequest => ({
  workspaceId: 'wsp_1',
  principalId: 'rosa',
  idempotencyKey,
  fingerprint: fingerprintOf('POST', '/v1/x', body),
});
const remember = async (keyed: KeyedRequest, text: string) =>
  table.commit(await rememberingWrites(ports, keyed, { status: 201, headers: { location: '/x' }, text }));

describe('a remembered request', () => {
  it.each([
    ['short', 10],
    ['larger than a row should be', 600_000],
  ])('gives its answer again when that is %s', async (name, size) => {
    const text = JSON.stringify('ä'.repeat(size));
    await remember(request(name), text);
    expect(await recall(ports, request(name))).toEqual({ status: 201, headers: { location: '/x' }, text });
  });

  it('keeps a large answer out of its row', async () => {
    await remember(request('row'), 'x'.repeat(100_000));
    const row = await table.get('work', { pk: 'W#wsp_1#idem#rosa', sk: 'row' });
    expect(JSON.stringify(row).length).toBeLessThan(1_000);
  });

  it('is not mistaken for another one', async () => {
    await remember(request('other', { a: 1 }), '{}');
    await expect(recall(ports, request('other', { a: 2 }))).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('is not seen by another principal or in another workspace', async () => {
    await remember(request('mine'), '{}');
    expect(await recall(ports, { ...request('mine'), principalId: 'ravi' })).toBeUndefined();
    expect(await recall(ports, { ...request('mine'), workspaceId: 'wsp_2' })).toBeUndefined();
    expect(await recall(ports, { ...request('mine'), workspaceId: undefined })).toBeUndefined();
  });

  it('can not be reached by a principal whose id looks like a key', async () => {
    const sly = { ...request('k'), workspaceId: undefined, principalId: 'rosa#idem' };
    await remember(sly, '{}');
    expect(await table.get('work', { pk: 'P#rosa#idem#idem', sk: 'k' })).toBeUndefined();
  });

  it('is forgotten after more than a day', async () => {
    await remember(request('old'), '{}');
    clock.pass(24 * 3600);
    expect(await recall(ports, request('old'))).toBeDefined();
    clock.pass(30 * 24 * 3600);
    expect(await recall(ports, request('old'))).toBeUndefined();
    await expect(remember(request('old'), '{}')).resolves.toBeUndefined();
  });
});
