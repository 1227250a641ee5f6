import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretsManager } from '../../lib/platform/aws/secrets-manager.ts';
import { services } from '../../lib/platform/aws/wire/endpoint.ts';
import { createSystemClock } from '../../lib/platform/clock.ts';
import { createIds } from '../../lib/platform/ids.ts';
import type { SecretName, Secrets } from '../../lib/platform/index.ts';
import { connect } from '../support/aws/connect.ts';
import { secretsContract } from './secrets-contract.ts';

const client = new SecretsManagerClient();
const clock = createSystemClock();
const ids = createIds(clock);
const folder = `contract-${process.pid}`;
const names: readonly SecretName[] = ['link-key', 'cursor-key', 'cookie-key', 'oidc-client-secret'];
beforeAll(async () => {
  for (const name of names) await create(name, ids.secret(32));
  await create('model-key', 'sk-ant-of-the-test');
});
afterAll(() => client.destroy());

const create = (name: SecretName, value: string): Promise<unknown> =>
  client.send(new CreateSecretCommand({ Name: `${folder}/${name}`, SecretString: value }));

const open = (bound: (name: SecretName) => boolean = () => true): Secrets =>
  createSecretsManager({
    client: connect(services.secrets),
    clock,
    idOf: (name) => (bound(name) ? `${folder}/${name}` : undefined),
  });

secretsContract('Secrets Manager', async () => ({
  secrets: open(),
  elsewhere: open(),
  withoutModelKey: open((name) => name !== 'model-key'),
}));
