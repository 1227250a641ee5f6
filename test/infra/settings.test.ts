import { environmentName, readSettings, settingNames } from '../../infra/settings.ts';

const read = (context: Record<string, unknown>, environment: Record<string, string> = {}) =>
  readSettings((name) => context[name], environment);
const least = { stage: 'production', mailSender: 'approvals@example.org' };

describe('the settings of a deployment', () => {
  it('need only a stage and a sender of mail', () => {
    expect(read(least)).toMatchObject({
      stage: 'production',
      mailSender: 'approvals@example.org',
      modelProvider: 'anthropic',
      testClock: false,
      rateLimits: true,
      logRetentionDays: 90,
    });
  });

  it('name each one that is missing and both ways to give it', () => {
    expect(() => read({})).toThrow(/stage \(-c stage=… or COUNTERSIGN_STAGE\)[\s\S]*COUNTERSIGN_MAIL_SENDER/);
  });

  it('come from the environment where the context is silent', () => {
    const environment = { COUNTERSIGN_STAGE: 'development', COUNTERSIGN_MAIL_SENDER: 'a@example.org' };
    expect(read({ stage: 'test' }, environment)).toMatchObject({ stage: 'test', mailSender: 'a@example.org' });
  });

  it('take the texts of a command line for numbers and switches', () => {
    expect(
      read({ ...least, stage: 'test', testClock: 'true', rateLimits: 'false', logRetentionDays: '30' }),
    ).toMatchObject({ testClock: true, rateLimits: false, logRetentionDays: 30 });
  });

  it.each([
    ['a clock that can be moved', { testClock: 'true' }, /testClock .*refused in production/],
    ['a public address without encryption', { publicUrl: 'http://example.org' }, /publicUrl .*must be https/],
  ])('refuse %s in production', (_, given, message) => {
    expect(() => read({ ...least, ...given })).toThrow(message);
  });

  it.each([
    ['an issuer without a client', { issuer: 'https://id.example.org' }, /clientId/],
    ['a stage of another name', { stage: 'prod' }, /stage/],
    ['a mail sender that is no address', { mailSender: 'approvals' }, /mailSender/],
    ['a retention that CloudWatch does not know', { logRetentionDays: '31' }, /logRetentionDays/],
    ['a model provider of another name', { modelProvider: 'other' }, /modelProvider/],
    ['a switch that is neither on nor off', { rateLimits: 'maybe' }, /rateLimits/],
  ])('refuse %s', (_, given, message) => {
    expect(() => read({ ...least, ...given })).toThrow(message);
  });

  it('keep an issuer to the letter and take the slash off the public address', () => {
    const given = { issuer: 'https://id.example.org/', clientId: 'console', publicUrl: 'https://c.example.org/' };
    expect(read({ ...least, ...given })).toMatchObject({
      issuer: 'https://id.example.org/',
      publicUrl: 'https://c.example.org',
    });
  });

  it('have one variable each', () => {
    expect(environmentName('gatewayRatePerSecond')).toBe('COUNTERSIGN_GATEWAY_RATE_PER_SECOND');
    expect(new Set(settingNames.map(environmentName)).size).toBe(settingNames.length);
  });
});
