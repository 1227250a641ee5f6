import { createSecretsManager } from '../../../../lib/platform/aws/secrets-manager.ts';
import { services } from '../../../../lib/platform/aws/wire/endpoint.ts';
import type { Secrets } from '../../../../lib/platform/index.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { jsonError, type ScriptedService, startScriptedService } from '../../../support/scripted-service.ts';

const clock = createManualClock();
let service: ScriptedService;
let secrets: Secrets;
beforeAll(async () => {
  service = await startScriptedService();
});
beforeEach(() => {
  const idOf = (name: string): string | undefined => (name === 'cookie-key' ? undefined : `countersign/${name}`);
  secrets = createSecretsManager({ client: service.client(services.secrets), idOf, clock });
});
afterAll(() => service.close());

const secret = (value: string) => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ Name: 'x', SecretString: value }),
});

describe('createSecretsManager', () => {
  it('asks once for many callers, and again after five minutes, so that a rotation is seen', async () => {
    service.answer(secret('old'), secret('new'));

    const values = await Promise.all(Array.from({ length: 8 }, () => secrets.get('link-key')));
    clock.pass(299);
    values.push(await secrets.get('link-key'));
    clock.pass(1);

    expect(new Set(values)).toEqual(new Set(['old']));
    expect(await secrets.get('link-key')).toBe('new');
    expect(service.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { SecretId: 'countersign/link-key' },
      { SecretId: 'countersign/link-key' },
    ]);
  });

  it('does not remember a failure', async () => {
    service.answer(jsonError(500, 'InternalServiceError'), secret('value'));

    await expect(secrets.get('link-key')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await secrets.get('link-key')).toBe('value');
  });

  it('names a secret that is missing, not bound or empty', async () => {
    service.answer(jsonError(400, 'ResourceNotFoundException'));
    await expect(secrets.get('link-key')).rejects.toMatchObject({
      code: 'internal',
      message: 'The secret link-key has no value.',
    });

    await expect(secrets.get('cookie-key')).rejects.toMatchObject({
      code: 'internal',
      message: 'The secret cookie-key is not bound to this function.',
    });
  });

  it('takes a key of the model that nobody has set yet for none', async () => {
    service.answer(jsonError(400, 'ResourceNotFoundException'));

    expect(await secrets.get('model-key')).toBe('');
  });
});
