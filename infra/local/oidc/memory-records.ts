import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Records of sign-ins under way live for minutes; a flood of them pushes out the oldest. */
const maxRecords = 10_000;

/**
 * The provider's records, in memory: what a restart loses is at most a sign-in under way.
 * Expiry is the provider's own affair (it checks `exp` of what it finds).
 */
export function memoryRecords(): (kind: string) => Adapter {
  const records = new Map<string, AdapterPayload>();
  const firstWhere = (kind: string, matches: (record: AdapterPayload) => boolean): AdapterPayload | undefined => {
    for (const [key, record] of records) if (key.startsWith(`${kind}:`) && matches(record)) return record;
    return undefined;
  };

  return (kind) => ({
    async upsert(id, payload) {
      records.set(`${kind}:${id}`, payload);
      const oldest = records.size > maxRecords ? records.keys().next() : undefined;
      if (oldest?.done === false) records.delete(oldest.value);
    },
    find: async (id) => records.get(`${kind}:${id}`),
    findByUid: async (uid) => firstWhere(kind, (record) => record.uid === uid),
    findByUserCode: async (userCode) => firstWhere(kind, (record) => record.userCode === userCode),
    async consume(id) {
      const record = records.get(`${kind}:${id}`);
      // Any truthy value marks a code as used; the provider reads no time from it.
      if (record !== undefined) records.set(`${kind}:${id}`, { ...record, consumed: true });
    },
    async destroy(id) {
      records.delete(`${kind}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const [key, record] of records) if (record.grantId === grantId) records.delete(key);
    },
  });
}
