/** The real adapter on the real server: the product has no other way to the offline model. */
import { type OfflineModel, startOfflineModel } from '../../../../infra/local/offline-model/index.ts';
import { createAnthropicModel } from '../../../../lib/platform/anthropic/index.ts';
import type { Model } from '../../../../lib/platform/index.ts';

export interface Connection {
  readonly server: OfflineModel;
  readonly model: Model;
}

export async function connect(): Promise<Connection> {
  const server = await startOfflineModel();
  const model = createAnthropicModel({
    apiKey: async () => '',
    baseUrl: server.url,
    timeoutMs: 10_000,
    clock: { now: () => 0, sleep: async () => undefined },
    ids: { next: (prefix) => `${prefix}_0`, secret: () => 'secret', random: () => 0 },
  });
  return { server, model };
}
