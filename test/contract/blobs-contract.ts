/** What every Blobs adapter must do. */
import { createHash } from 'node:crypto';
import type { Blobs } from '../../lib/platform/index.ts';

export interface Download {
  readonly status: number;
  readonly body: Uint8Array;
  readonly disposition: string;
  readonly contentType: string;
}

export interface BlobsHost {
  readonly blobs: Blobs;
  /** Fetches an address as a browser would that has no other rights. */
  download(address: string): Promise<Download>;
}

const digestOf = (content: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;
const absentDigest = digestOf('never stored');
const asFile = { fileName: 'report.md', contentType: 'text/markdown; charset=utf-8', expiresInSeconds: 300 };

export function blobsContract(hostName: string, open: () => Promise<BlobsHost>): void {
  describe(`blobs on ${hostName}`, () => {
    let host: BlobsHost;
    beforeAll(async () => {
      host = await open();
    });

    storingCases(() => host.blobs);
    refusalCases(() => host.blobs);
    addressCases(() => host);
  });
}

function storingCases(blobs: () => Blobs): void {
  it.each([
    ['text', 'Grüße, 世界 🌍'],
    ['nothing', ''],
    ['every byte value', Uint8Array.from({ length: 256 }, (_, index) => index)],
    ['a megabyte', new Uint8Array(1024 * 1024).fill(7)],
  ])('gives back %s under the digest of its bytes', async (_, content) => {
    const digest = await blobs().put('wsp_1', content);

    expect(digest).toBe(digestOf(content));
    expect(Buffer.from(content).equals(await blobs().get('wsp_1', digest))).toBe(true);
    expect(await blobs().has('wsp_1', digest)).toBe(true);
  });

  it('stores the same bytes again without harm, also many times at once', async () => {
    const digests = await Promise.all(Array.from({ length: 16 }, () => blobs().put('wsp_1', 'the same')));

    expect(new Set(digests)).toEqual(new Set([digestOf('the same')]));
    expect(Buffer.from(await blobs().get('wsp_1', digestOf('the same'))).toString()).toBe('the same');
  });

  it('I9: keeps the files of one workspace out of reach of another', async () => {
    const digest = await blobs().put('wsp_1', 'private to one workspace');

    expect(await blobs().has('wsp_2', digest)).toBe(false);
    await expect(blobs().get('wsp_2', digest)).rejects.toMatchObject({ code: 'internal' });
  });

  it('says that a file it never stored is missing', async () => {
    expect(await blobs().has('wsp_1', absentDigest)).toBe(false);
    await expect(blobs().get('wsp_1', absentDigest)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining(absentDigest),
    });
  });
}

function refusalCases(blobs: () => Blobs): void {
  it.each(['', '.', '..', '../wsp_1', 'wsp/1', 'wsp\\1', 'wsp_1\0', '.unfinished', 'a'.repeat(65), 'wsp_1\n'])(
    'refuses the workspace id %j, which could leave its folder',
    async (workspaceId) => {
      await expect(blobs().put(workspaceId, 'content')).rejects.toThrow(RangeError);
      await expect(blobs().get(workspaceId, absentDigest)).rejects.toThrow(RangeError);
      await expect(blobs().has(workspaceId, absentDigest)).rejects.toThrow(RangeError);
      await expect(blobs().signedUrl(workspaceId, absentDigest, asFile)).rejects.toThrow(RangeError);
    },
  );

  it.each(['', 'sha256:', 'sha256:../../etc/passwd', `sha256:${'A'.repeat(64)}`, `md5:${'a'.repeat(64)}`])(
    'refuses %j as a digest',
    async (digest) => {
      await expect(blobs().get('wsp_1', digest)).rejects.toThrow(RangeError);
      await expect(blobs().signedUrl('wsp_1', digest, asFile)).rejects.toThrow(RangeError);
    },
  );

  it.each([0, -1, 1.5, 604_801, Number.NaN])('refuses an address that lives %d seconds', async (expiresInSeconds) => {
    await expect(blobs().signedUrl('wsp_1', absentDigest, { ...asFile, expiresInSeconds })).rejects.toThrow(RangeError);
  });
}

function addressCases(host: () => BlobsHost): void {
  it('gives the bytes as a download to whoever holds the signed address', async () => {
    const digest = await host().blobs.put('wsp_1', '# Report');

    const answer = await host().download(await host().blobs.signedUrl('wsp_1', digest, asFile));

    expect(answer.status).toBe(200);
    expect(Buffer.from(answer.body).toString()).toBe('# Report');
    expect(answer.disposition).toBe(`attachment; filename="report.md"; filename*=UTF-8''report.md`);
    expect(answer.contentType).toBe('text/markdown; charset=utf-8');
  });

  it('refuses a signed address that was changed in any part', async () => {
    const digest = await host().blobs.put('wsp_1', 'one file');
    const other = await host().blobs.put('wsp_1', 'another file');
    const address = new URL(await host().blobs.signedUrl('wsp_1', digest, asFile));
    const otherFile = address.href.replace(digest.slice(7), other.slice(7));
    const deciding = Array.from(address.searchParams.keys()).filter((name) => decidingParameter.test(name));
    const changed = deciding.map((name) => {
      const forged = new URL(address);
      const value = forged.searchParams.get(name) ?? '';
      forged.searchParams.set(name, name.toLowerCase().includes('expires') ? `${value}0` : changeLast(value));
      return forged.href;
    });
    expect(deciding.length).toBeGreaterThanOrEqual(4);

    for (const forged of [otherFile, ...changed]) {
      const answer = await host().download(forged);
      expect({ forged, refused: answer.status >= 400 && answer.status < 500 }).toEqual({ forged, refused: true });
      expect(Buffer.from(answer.body).toString()).not.toContain('one file');
    }
  });

  it.each([
    ['quotes and separators', 'a"b;c=d.txt', `attachment; filename="a_b;c=d.txt"; filename*=UTF-8''a%22b%3Bc%3Dd.txt`],
    [
      'a line break',
      'a\r\nSet-Cookie: x=1.txt',
      `attachment; filename="aSet-Cookie: x=1.txt"; filename*=UTF-8''aSet-Cookie%3A%20x%3D1.txt`,
    ],
    ['a path', '../../etc/passwd', `attachment; filename="passwd"; filename*=UTF-8''passwd`],
    [
      'letters beyond ASCII',
      'Änderung 世.pdf',
      `attachment; filename="_nderung _.pdf"; filename*=UTF-8''%C3%84nderung%20%E4%B8%96.pdf`,
    ],
    ['nothing', '', `attachment; filename="file"; filename*=UTF-8''file`],
  ])('makes a file name with %s harmless', async (_, fileName, disposition) => {
    const digest = await host().blobs.put('wsp_1', 'named');

    const answer = await host().download(await host().blobs.signedUrl('wsp_1', digest, { ...asFile, fileName }));

    expect(answer.status).toBe(200);
    expect(answer.disposition).toBe(disposition);
  });

  it('serves a type that is none as bytes that no browser interprets', async () => {
    const digest = await host().blobs.put('wsp_1', 'typed');
    const options = { ...asFile, contentType: 'text/html\r\nX-Injected: 1' };

    const answer = await host().download(await host().blobs.signedUrl('wsp_1', digest, options));

    expect(answer.status).toBe(200);
    expect(answer.contentType).toBe('application/octet-stream');
  });
}

/** What is served, as what, and until when; S3 has further parameters that say how the signature was made. */
const decidingParameter = /^(name|type|expires|signature|response-content-.*|x-amz-(expires|signature))$/i;
const changeLast = (value: string): string => `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`;
