import { mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { attachmentDisposition, safeContentType } from '../../lib/platform/attachment.ts';
import { createIds } from '../../lib/platform/ids.ts';
import type { Blobs } from '../../lib/platform/index.ts';
import { openDatabase } from '../../lib/platform/local/database.ts';
import { openFolderBlobs } from '../../lib/platform/local/folder-blobs.ts';
import { createFileSigner, type FileSigner } from '../../lib/platform/local/signed-files.ts';
import { createSqliteBlobs } from '../../lib/platform/local/sqlite-blobs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { blobsContract, type Download } from './blobs-contract.ts';

const folder = temporaryFolder();
const clock = createManualClock();
const ids = createIds(clock);
const server = createServer();
let signer: FileSigner;
let blobs: Blobs;
/** As the host has it: small contents in the database, the rest in the folder. */
let inDatabase: Blobs;
const database = openDatabase(':memory:');

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  signer = createFileSigner({ publicUrl: `http://127.0.0.1:${port}/`, key: async () => 'a key of the test', clock });
  blobs = await openFolderBlobs({ folder, ids, signer });
  inDatabase = createSqliteBlobs(database, blobs);
  server.on('request', async (request, response) => {
    const file = await signer.verify(new URL(`http://127.0.0.1${request.url}`));
    if (file.outcome !== 'valid') return response.writeHead(file.outcome === 'expired' ? 410 : 403).end();
    const bytes = await inDatabase.get(file.workspaceId, file.digest);
    return response
      .writeHead(200, {
        'content-disposition': attachmentDisposition(file.fileName),
        'content-type': safeContentType(file.contentType),
      })
      .end(bytes);
  });
});
afterAll(() => {
  server.close();
  database.close();
});

async function download(address: string): Promise<Download> {
  const answer = await fetch(address);
  return {
    status: answer.status,
    body: new Uint8Array(await answer.arrayBuffer()),
    disposition: answer.headers.get('content-disposition') ?? '',
    contentType: answer.headers.get('content-type') ?? '',
  };
}

blobsContract('the embedded host, in a folder', async () => ({ blobs, download }));
blobsContract('the embedded host, in its database', async () => ({ blobs: inDatabase, download }));

describe('blobs in a folder', () => {
  const pathOf = (digest: string): string => join(folder, 'wsp_1', digest.slice(7, 9), digest.slice(9));
  const options = { fileName: 'a.txt', contentType: 'text/plain', expiresInSeconds: 60 };

  it('refuses a signed address from the second on at which it expires', async () => {
    const address = await blobs.signedUrl('wsp_1', await blobs.put('wsp_1', 'for a minute'), options);

    clock.pass(59);
    expect((await download(address)).status).toBe(200);
    clock.pass(1);
    expect((await download(address)).status).toBe(410);
  });

  it('refuses an address whose path has more before it', async () => {
    const address = await blobs.signedUrl('wsp_1', await blobs.put('wsp_1', 'once'), options);
    const longer = new URL(address.replace('/files/', '/files/x/files/'));
    expect(await signer.verify(longer)).toEqual({ outcome: 'invalid' });
  });

  it('refuses an address signed with another key', async () => {
    const foreign = createFileSigner({ publicUrl: 'http://127.0.0.1', key: async () => 'another key', clock });
    const address = await foreign.sign({ workspaceId: 'wsp_1', hex: 'a'.repeat(64) }, options);

    expect(await signer.verify(new URL(address))).toEqual({ outcome: 'invalid' });
  });

  it('never gives out damaged bytes', async () => {
    const digest = await blobs.put('wsp_1', 'whole content');
    writeFileSync(pathOf(digest), 'other content');

    await expect(blobs.get('wsp_1', digest)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('damaged'),
    });
  });

  it('mends a file that was cut short when its content is stored again', async () => {
    const digest = await blobs.put('wsp_1', 'will be cut');
    truncateSync(pathOf(digest), 3);

    await blobs.put('wsp_1', 'will be cut');

    expect(Buffer.from(await blobs.get('wsp_1', digest)).toString()).toBe('will be cut');
  });

  it('leaves no unfinished file behind, and at start removes those of a process that was killed', async () => {
    expect(readdirSync(join(folder, '.unfinished'))).toEqual([]);
    writeFileSync(join(folder, '.unfinished', 'tmp_left'), 'half');

    const reopened = await openFolderBlobs({ folder, ids, signer });

    expect(readdirSync(join(folder, '.unfinished'))).toEqual([]);
    expect(await reopened.put('wsp_1', 'after the restart')).toMatch(/^sha256:/);
  });
});

/** What has been asked for survives a power cut only when every name on the way to it was synced too: its folders, one by one. */
describe('a blob that put has answered for', () => {
  const roots = temporaryFolder();
  let root: string;
  let sync: FileHandle['sync'];
  let handles: { sync: FileHandle['sync'] };
  /** Inodes of what was brought to the disk. */
  let synced: Set<number>;
  let beforeSync: (isFolder: boolean) => Promise<void>;

  beforeAll(async () => {
    const handle = await open(folder, 'r');
    handles = Object.getPrototypeOf(handle);
    sync = handles.sync;
    await handle.close();
  });
  beforeEach(() => {
    root = join(roots, ids.next('tmp'));
    synced = new Set();
    beforeSync = async () => {};
    handles.sync = async function (this: FileHandle) {
      const found = await this.stat();
      await beforeSync(found.isDirectory());
      await sync.call(this);
      synced.add(found.ino);
    };
  });
  afterEach(() => {
    handles.sync = sync;
  });

  const opened = () => openFolderBlobs({ folder: root, ids, signer });
  const folderOf = (digest: string): string => join(root, 'wsp_1', digest.slice(7, 9));
  const notSynced = (digest: string): readonly string[] =>
    [folderOf(digest), join(root, 'wsp_1'), root, dirname(root)].filter((path) => !synced.has(statSync(path).ino));

  it('is on the disk with all its folders while another put, which made them, is still on its way', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    beforeSync = async () => {
      beforeSync = async () => {};
      reach();
      await held;
    };
    const store = await opened();
    const first = store.put('wsp_1', 'makes the workspace’s folder');
    await reached;

    const digest = await store.put('wsp_1', 'finds it there');

    expect(notSynced(digest)).toEqual([]);
    release();
    expect(notSynced(await first)).toEqual([]);
  });

  it('is on the disk with all its folders when a killed process had made them', async () => {
    const digest = await blobs.put('wsp_1', 'after a kill');
    mkdirSync(folderOf(digest), { recursive: true });
    synced.clear();

    await (await opened()).put('wsp_1', 'after a kill');

    expect(notSynced(digest)).toEqual([]);
  });

  it('is on the disk with all its folders when a killed process had named it', async () => {
    const digest = await (await opened()).put('wsp_1', 'named before a kill');
    synced.clear();

    await (await opened()).put('wsp_1', 'named before a kill');

    expect(notSynced(digest)).toEqual([]);
  });

  it('is on the disk when the disk had refused its name before', async () => {
    const [before, after] = ['in one folder: 3', 'in one folder: 11'] as const;
    const store = await opened();
    const digest = await store.put('wsp_1', before);
    await store.put('wsp_1', before);
    beforeSync = async (isFolder) => {
      if (isFolder) throw new Error('the disk refuses');
    };
    await expect(store.put('wsp_1', after)).rejects.toThrow('the disk refuses');
    beforeSync = async () => {};
    synced.clear();

    expect(folderOf(await store.put('wsp_1', after))).toBe(folderOf(digest));

    expect(synced.has(statSync(folderOf(digest)).ino)).toBe(true);
  });
});
