import { signedAddress, signedHeaders } from '../../../../../lib/platform/aws/wire/signature.ts';

/** AWS's own examples of Signature Version 4, as published: the test suite's key, and S3's documentation. */
const suite = {
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
  service: 'service',
  nowMs: Date.UTC(2015, 7, 30, 12, 36, 0),
};
const s3 = {
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
  service: 's3',
  nowMs: Date.UTC(2013, 4, 24, 0, 0, 0),
};
const signatureOf = (headers: Readonly<Record<string, string>>): string | undefined =>
  /Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '')?.[1];

describe('a signed request', () => {
  it('is signed as in the example get-vanilla', () => {
    const request = { method: 'GET', url: new URL('https://example.amazonaws.com/'), headers: {}, body: '' };

    expect(signedHeaders(request, suite).authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        'SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    );
  });

  it('is signed as S3 documents it for a GET of a range', () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
    const request = { method: 'GET', url, headers: { range: 'bytes=0-9' }, body: '' };

    expect(signatureOf(signedHeaders(request, s3))).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  it('sends the token of a role along, and signs it', () => {
    const scope = { ...suite, credentials: { ...suite.credentials, sessionToken: 'the token' } };
    const request = { method: 'GET', url: new URL('https://example.amazonaws.com/'), headers: {}, body: '' };

    const headers = signedHeaders(request, scope);

    expect(headers['x-amz-security-token']).toBe('the token');
    expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
  });
});

describe('a signed address', () => {
  it('is signed as S3 documents it for a GET that is good for a day', () => {
    const address = signedAddress(new URL('https://examplebucket.s3.amazonaws.com/test.txt'), 86_400, s3);

    expect(new URL(address).searchParams.get('X-Amz-Signature')).toBe(
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });

  it('keeps what the address asks for, and is not good for anything else', () => {
    const asking = (type: string) =>
      signedAddress(new URL(`https://b.s3.amazonaws.com/x?response-content-type=${type}`), 60, s3);

    const [text, html] = ['text%2Fplain', 'text%2Fhtml'].map((type) => new URL(asking(type)).searchParams);

    expect(text?.get('response-content-type')).toBe('text/plain');
    expect(text?.get('X-Amz-Signature')).not.toBe(html?.get('X-Amz-Signature'));
  });
});
