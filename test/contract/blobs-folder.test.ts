import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
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
