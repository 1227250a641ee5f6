/** What every Secrets adapter must do. */
import type { SecretName, Secrets } from '../../lib/platform/index.ts';

export interface SecretsHost {
  readonly secrets: Secrets;
  /** The same secrets as another process of the stage sees them. */
  readonly elsewhere: Secrets;
  /** The same stage without a key of the model. */
  readonly withoutModelKey: Secrets;
}

const names: readonly SecretName[] = ['link-key', 'cursor-key', 'cookie-key', 'oidc-client-secret'];

export function secretsContract(hostName: string, open: () => Promise<SecretsHost>): void {
  describe(`secrets on ${hostName}`, () => {
    let host: SecretsHost;
    beforeAll(async () => {
      host = await open();
    });

    it('gives each name its own value of at least 256 bits', async () => {
      const values = await Promise.all(names.map((name) => host.secrets.get(name)));

      expect(new Set(values).size).toBe(names.length);
      for (const value of values) expect(value.length).toBeGreaterThanOrEqual(32);
    });

    it.each(names)('gives the same %s to every process, time and again', async (name) => {
      const first = await host.secrets.get(name);

      expect(await host.secrets.get(name)).toBe(first);
      expect(await host.elsewhere.get(name)).toBe(first);
    });

    it('gives the key of the model as it was set, and an empty text where none is', async () => {
      expect(await host.secrets.get('model-key')).toBe('sk-ant-of-the-test');
      expect(await host.withoutModelKey.get('model-key')).toBe('');
    });
  });
}
