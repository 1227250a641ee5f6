import { createRequire } from 'node:module';
import { boundClients, leaveOutOthers } from '../../infra/constructs/bound-clients.ts';

const notBound: Record<string, new () => unknown> = createRequire(import.meta.url)(
  '../../infra/constructs/not-bound.cjs',
);

describe('the libraries in a bundle', () => {
  it('are those that the function is bound to; all others are replaced', () => {
    const replaced = Object.keys(leaveOutOthers(new Set(['mailer'])));
    expect(replaced).not.toContain('--alias:nodemailer/lib/mime-node');
    expect(replaced).toEqual(
      expect.arrayContaining(['--alias:@anthropic-ai/sdk/client', '--alias:@anthropic-ai/bedrock-sdk/client']),
    );
  });

  it('are all there for a function that is bound to everything', () => {
    const replaced = Object.keys(leaveOutOthers(new Set(boundClients)));
    expect(replaced).toEqual(['--alias:@aws-sdk/credential-providers', '--alias:@aws-sdk/credential-provider-node']);
  });
});

describe('what stands for a client that is not bound', () => {
  it('says which table to look at when it is made', () => {
    const { BaseAnthropic } = notBound;
    expect(() => (BaseAnthropic === undefined ? undefined : new BaseAnthropic())).toThrow(/function-table\.ts/);
  });

  it('can be extended and compared with, because modules do so when they are loaded', () => {
    const { APIError: Base = Object } = notBound;
    class Failure extends Base {}
    expect(new Error('other') instanceof Failure).toBe(false);
  });
});
