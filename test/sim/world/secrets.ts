import type { SecretName, Secrets } from '../../../lib/platform/index.ts';

/** Recognizable, so that they are found wherever they must not be. */
export const secretValues: Readonly<Record<SecretName, string>> = {
  'link-key': 'simulated-link-key-0123456789abcdef',
  'cursor-key': 'simulated-cursor-key-0123456789abcdef',
  'cookie-key': 'simulated-cookie-key-0123456789abcdef',
  'model-key': 'simulated-model-key-0123456789abcdef',
  'oidc-client-secret': 'simulated-oidc-secret-0123456789abcdef',
};

export const secrets: Secrets = { get: async (name) => secretValues[name] };
