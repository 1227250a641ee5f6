import {
  type Actor,
  actorIsStillMember,
  actorOf,
  findMember,
  type Member,
  memberIsStill,
  memberKey,
  Policy,
  policyIsStill,
  policyIsUnchanged,
  policyKey,
  readPolicy,
  rowOf,
} from '../../../lib/identity/index.ts';
import { openDatabase } from '../../../lib/platform/local/database.ts';
import { createSqliteTable } from '../../../lib/platform/local/sqlite-table.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const workspaceId = 'wsp_01JABCDEFGHJKMNPQRSTVWXYZ0';
const member: Member = {
  workspaceId,
  principalId: 'amir',
  kind: 'person',
  role: 'admin',
  displayName: 'Amir',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};
const person = { principalId: 'amir', displayName: 'Amir', clientCredentials: false };

const database = openDatabase(':memory:');
afterAll(() => database.close());
const table = createSqliteTable(database, createManualClock());
const putMember = (changed: Partial<Member>) =>
  table.commit([
    { kind: 'put', table: 'work', row: rowOf(memberKey(workspaceId, 'amir'), { ...member, ...changed, version: 1 }) },
  ]);
const failure = (condition: string) => expect.objectContaining({ name: 'ConditionFailed', condition });

describe('memberIsStill', () => {
  const actor: Actor = actorOf(member, person);

  it('holds while the membership is as it was read', async () => {
    await putMember({});
    await expect(table.commit([memberIsStill(actor)])).resolves.toBeUndefined();
  });

  it.each([[{ role: 'viewer' }], [{ kind: 'agent' }]] as const)('I4 fails after a change to %j', async (change) => {
    await putMember(change);
    await expect(table.commit([memberIsStill(actor)])).rejects.toEqual(failure(actorIsStillMember));
  });

  it('I4 fails after the member was removed', async () => {
    await table.commit([{ kind: 'delete', table: 'work', key: memberKey(workspaceId, 'amir') }]);
    await expect(table.commit([memberIsStill(actor)])).rejects.toEqual(failure(actorIsStillMember));
  });
});

describe('policyIsStill', () => {
  it('knows a workspace that never wrote a policy, and gives it the defaults', async () => {
    const { policy, version } = await readPolicy(table, workspaceId);
    expect(policy).toEqual(Policy.parse({}));
    await expect(table.commit([policyIsStill(workspaceId, version)])).resolves.toBeUndefined();
  });

  it('I4 fails when the policy was replaced since it was read', async () => {
    const before = await readPolicy(table, workspaceId);
    const row = rowOf(policyKey(workspaceId), { version: 1, policy: Policy.parse({ quorum: 2 }) });
    await table.commit([{ kind: 'put', table: 'work', row }]);
    await expect(table.commit([policyIsStill(workspaceId, before.version)])).rejects.toEqual(
      failure(policyIsUnchanged),
    );
    const { policy, version } = await readPolicy(table, workspaceId);
    expect(policy.quorum).toBe(2);
    await expect(table.commit([policyIsStill(workspaceId, version)])).resolves.toBeUndefined();
  });
});

describe('G6 an actor', () => {
  it('is never a person by a token of a program', () => {
    expect(actorOf(member, { ...person, clientCredentials: true }).kind).toBe('service');
    expect(actorOf({ ...member, kind: 'agent' }, person).kind).toBe('agent');
  });

  it('is found by ids that hold what keys use, each its own', async () => {
    const ids = ['a#b', 'a/b', 'a%23b', 'a', 'member#x', '../../x'];
    for (const principalId of ids) {
      const row = rowOf(memberKey(workspaceId, principalId), { ...member, principalId, version: 1 });
      await table.commit([{ kind: 'put', table: 'work', row, conditions: [{ is: 'absent', name: 'new' }] }]);
    }
    for (const principalId of ids) {
      expect((await findMember(table, workspaceId, principalId))?.principalId).toBe(principalId);
    }
  });
});
