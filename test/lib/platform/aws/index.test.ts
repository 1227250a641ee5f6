import { configurePlatform, platform } from '../../../../lib/platform/aws/index.ts';
import { sampleMail } from '../../../contract/mailer-contract.ts';

const uses = {
  WORK_TABLE: () => platform().table.get('work', { pk: 'a', sk: 'b' }),
  AUDIT_TABLE: () => platform().table.get('audit', { pk: 'a', sk: 'b' }),
  BLOB_BUCKET: () => platform().blobs.has('wsp_1', `sha256:${'0'.repeat(64)}`),
  MAIL_QUEUE_URL: () => platform().queue.send('mail', {}),
  SESSION_STATE_MACHINE_ARN: () => platform().engine.describe('session', 'ses_1-1'),
  LIVE_ENDPOINT: () => platform().push.send('a-connection', '{}'),
  MAIL_SENDER: () => platform().mailer.send(sampleMail('mai_1')),
} as const;

const caller = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

describe('the platform on AWS', () => {
  it('says so when it is used before it is configured', () => {
    expect(() => platform()).toThrow('The platform is not configured.');
  });

  it('needs no variable to be configured, and counts an empty one as unset', () => {
    configurePlatform({});
    configurePlatform({ WORK_TABLE: '', MODEL_PROVIDER: '', TEST_CLOCK: '' });

    expect(platform().ids.next('ses')).toMatch(/^ses_/);
    expect(platform().testClock).toBeUndefined();
  });

  it.each(Object.entries(uses))('names the variable %s when what it binds is used without it', async (name, use) => {
    configurePlatform(caller);

    const message = `The environment variable ${name} is missing.`;
    await expect(use()).rejects.toMatchObject({ code: 'internal', message });
    await expect(use()).rejects.toMatchObject({ code: 'internal', message });
  });

  it('names a secret that is not bound', async () => {
    configurePlatform({ ...caller, SECRET_LINK_KEY: 'arn' });

    await expect(platform().secrets.get('cursor-key')).rejects.toMatchObject({
      message: 'The secret cursor-key is not bound to this function.',
    });
  });

  it('refuses a value that a variable cannot have, naming the variable', () => {
    expect(() => configurePlatform({ MODEL_PROVIDER: 'other' })).toThrow('MODEL_PROVIDER');
    expect(() => configurePlatform({ TEST_CLOCK: 'yes' })).toThrow('TEST_CLOCK');
  });

  it('has a clock that can be moved only on a stage that says so', async () => {
    configurePlatform({ TEST_CLOCK: 'off' });
    expect(platform().testClock).toBeUndefined();
    await platform().refreshClock();

    configurePlatform({ ...caller, TEST_CLOCK: 'on' });
    expect(platform().testClock).toBe(platform().clock);
    await expect(platform().refreshClock()).rejects.toMatchObject({
      message: 'The environment variable WORK_TABLE is missing.',
    });
  });
});
