import { createHash } from 'node:crypto';
import { createS3Blobs } from '../../../../lib/platform/aws/s3-blobs.ts';
import { services } from '../../../../lib/platform/aws/wire/endpoint.ts';
import type { Blobs } from '../../../../lib/platform/index.ts';
import { type ScriptedService, startScriptedService } from '../../../support/scripted-service.ts';

const hex = createHash('sha256').update('content').digest('hex');
const digest = `sha256:${hex}`;
let service: ScriptedService;
let blobs: Blobs;
beforeAll(async () => {
  service = await startScriptedService();
  blobs = createS3Blobs(service.client(services.s3, '/files'));
});
afterAll(() => service.close());

const xmlError = (status: number, code: string) => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>told by the test</Message></Error>`,
});

describe('createS3Blobs', () => {
  it('writes only what is not there yet, with a checksum that S3 compares', async () => {
    service.answer({ status: 200 });

    expect(await blobs.put('wsp_1', 'content', 'text/plain')).toBe(digest);

    expect(service.requests).toMatchObject([
      {
        method: 'PUT',
        path: `/files/wsp_1/${hex}`,
        headers: {
          'if-none-match': '*',
          'content-type': 'text/plain',
          'x-amz-checksum-sha256': Buffer.from(hex, 'hex').toString('base64'),
        },
      },
    ]);
  });

  it('takes an object that is there already for stored', async () => {
    service.answer(xmlError(412, 'PreconditionFailed'));

    expect(await blobs.put('wsp_1', 'content')).toBe(digest);
  });

  it('looks for the object when somebody else was just writing it', async () => {
    service.answer(xmlError(409, 'ConditionalRequestConflict'), { status: 200 });
    expect(await blobs.put('wsp_1', 'content')).toBe(digest);
    expect(service.requests.map(({ method }) => method)).toEqual(['PUT', 'HEAD']);

    service.answer(xmlError(409, 'ConditionalRequestConflict'), { status: 404 });
    await expect(blobs.put('wsp_1', 'content')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('never gives out damaged bytes', async () => {
    service.answer({ status: 200, body: 'Content' });

    await expect(blobs.get('wsp_1', digest)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('damaged'),
    });
  });

  it.each([
    ['unavailable', 503, 'SlowDown'],
    ['unavailable', 500, 'InternalError'],
    ['internal', 403, 'AccessDenied'],
  ])('says %s when S3 answers %d %s', async (code, status, name) => {
    service.answer(xmlError(status, name));

    await expect(blobs.put('wsp_1', 'content')).rejects.toMatchObject({ code });
    await expect(blobs.get('wsp_1', digest)).rejects.toMatchObject({ code });
    await expect(blobs.has('wsp_1', digest)).rejects.toMatchObject({ code });
  });
});
