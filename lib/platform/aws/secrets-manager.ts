/** Secrets from Secrets Manager, kept in memory for a while: a rotation is seen by a warm function within that time. */
import type { GetSecretValueCommandInput, GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import { CountersignError } from '../../errors.ts';
import type { Clock, SecretName, Secrets } from '../ports.ts';
import { awsFailure, nameOf } from './failure.ts';
import { type AwsClient, type CallAction, jsonActions } from './wire/client.ts';

const cacheLifetimeMs = 5 * 60_000;

type Call = CallAction<{
  readonly GetSecretValue: readonly [GetSecretValueCommandInput, GetSecretValueCommandOutput];
}>;

interface CachedSecret {
  readonly value: Promise<string>;
  readonly until: number;
}

/** `idOf` gives the ARN or name, or undefined for a secret that is not bound to this function. */
export function createSecretsManager(settings: {
  readonly client: Pick<AwsClient, 'send'>;
  readonly idOf: (name: SecretName) => string | undefined;
  readonly clock: Clock;
}): Secrets {
  const cache = new Map<SecretName, CachedSecret>();
  const call: Call = jsonActions(settings.client, { target: 'secretsmanager', version: '1.1' });
  return {
    async get(name) {
      const id = settings.idOf(name);
      if (id === undefined) {
        // A stage on Bedrock, or one without a model, has no such key.
        if (name === 'model-key') return '';
        throw new CountersignError('internal', `The secret ${name} is not bound to this function.`);
      }
      const cached = cache.get(name);
      if (cached !== undefined && settings.clock.now() < cached.until) return cached.value;
      const value = readSecret(call, name, id);
      cache.set(name, { value, until: settings.clock.now() + cacheLifetimeMs });
      // A failure is not remembered: the next caller asks again.
      value.catch(() => cache.delete(name));
      return value;
    },
  };
}

async function readSecret(call: Call, name: SecretName, id: string): Promise<string> {
  const answer = await call('GetSecretValue', { SecretId: id }).catch((error: unknown) => {
    if (nameOf(error) === 'ResourceNotFoundException') return undefined;
    throw awsFailure(error, 'secretsmanager:GetSecretValue');
  });
  const value = answer?.SecretString ?? '';
  // A stage without a model, or whose operator has not filled the key in yet.
  if (value === '' && name !== 'model-key') throw new CountersignError('internal', `The secret ${name} has no value.`);
  return value;
}
