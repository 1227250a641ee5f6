import { createRequire } from 'node:module';
import { boundClients, leaveOutOthers } from '../../infra/constructs/bound-clients.ts';

const notBound: Record<string, new () => unknown> = createRequire(import.meta.url)(
  '../../infra/constructs/not-bound.cjs',
);

describe('the clients in a bundle', () => {
  it('are those that the function is bound to; all others are replaced', () => {
    const replaced = Object.keys(leaveOutOthers(new Set(['table', 'blobs'])));
    expect(replaced).not.toContain('--alias:@aws-sdk/client-dynamodb');
    expect(replaced).not.toContain('--alias:@aws-sdk/client-s3');
    expect(replaced).toEqual(
      expect.arrayContaining(['--alias:@aws-sdk/client-sesv2', '--alias:@anthropic-ai/sdk/client']),
    );
  });

  it('are all there for a function that is bound to everything', () => {
    const replaced = Object.keys(leaveOutOthers(new Set(boundClients)));
    expect(replaced).toEqual(['--alias:@aws-sdk/credential-provider-node', '--alias:bowser']);
  });
});

describe('what stands for a client that is not bound', () => {
  it('says which table to look at when it is made', () => {
    const { S3Client } = notBound;
    expect(() => (S3Client === undefined ? undefined : new S3Client())).toThrow(/function-table\.ts/);
  });

  it('can be extended and compared with, because modules do so when they are loaded', () => {
    const { APIError: Base = Object } = notBound;
    class Failure extends Base {}
    expect(new Error('other') instanceof Failure).toBe(false);
  });
});
