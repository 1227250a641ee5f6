/** Secrets from Secrets Manager, kept in memory for a while: a rotation is seen by a warm function within that time. */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CountersignError } from '../../errors.ts';
import type { Clock, SecretName, Secrets } from '../ports.ts';
import { awsFailure, nameOf } from './failure.ts';

const cacheLifetimeMs = 5 * 60_000;

interface CachedSecret {
  readonly value: Promise<string>;
  readonly until: number;
}

/** `idOf` gives the ARN or name, or undefined for a secret that is not bound to this function. */
export function createSecretsManager(settings: {
  readonly client: SecretsManagerClient;
  readonly idOf: (name: SecretName) => string | undefined;
  readonly clock: Clock;
}): Secrets {
  const cache = new Map<SecretName, CachedSecret>();
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
      const value = readSecret(settings.client, name, id);
      cache.set(name, { value, until: settings.clock.now() + cacheLifetimeMs });
      // A failure is not remembered: the next caller asks again.
      value.catch(() => cache.delete(name));
      return value;
    },
  };
}

async function readSecret(client: SecretsManagerClient, name: SecretName, id: string): Promise<string> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: id })).catch((error: unknown) => {
    if (nameOf(error) === 'ResourceNotFoundException') return undefined;
    throw awsFailure(error, 'secretsmanager:GetSecretValue');
  });
  const value = answer?.SecretString ?? '';
  // A stage without a model, or whose operator has not filled the key in yet.
  if (value === '' && name !== 'model-key') throw new CountersignError('internal', `The secret ${name} has no value.`);
  return value;
}
