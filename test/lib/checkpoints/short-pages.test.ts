import { reviewOutcomes } from '../../../lib/artifacts/index.ts';
import { allCheckpoints, readVotes } from '../../../lib/checkpoints/index.ts';
import { decide } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import type { Query, Table } from '../../../lib/platform/index.ts';
import { createWorld } from '../../support/world.ts';

/** A table whose pages end after one row, as pages of large rows do after 1 MB. */
const withShortPages = (table: Table): Table => ({
  ...table,
  query: (query: Query) => table.query({ ...query, limit: 1 }),
});

describe('what a session holds of its reviews', () => {
  it('I2 is read to the end, however short the pages are', async () => {
    const world = await createWorld();
    await world.setPolicy({ quorum: 3 });
    const { session, checkpoint } = await world.waiting([{}]);
    const place = { sessionId: session.id, checkpointId: checkpoint.id };
    const command = {
      digest: checkpoint.digest,
      quality: 'approved',
      verdicts: undefined,
      feedback: undefined,
    } as const;
    for (const id of ['rita', 'ravi'])
      await decide(world.ports, await world.actor(id), place, command, rememberNothing);
    const key = { pk: `W#${world.workspaceId}#ses#${session.id}`, sk: `chk#${checkpoint.id}` };
    const row = await world.table.get('work', key);
    const second = { ...row, ...key, sk: `chk#${world.ports.ids.next('chk')}` };
    await world.table.commit([{ kind: 'put', table: 'work', row: { ...second, id: second.sk.slice(4) } }]);

    const table = withShortPages(world.table);
    expect(await readVotes(table, world.workspaceId, session.id, checkpoint.id)).toHaveLength(2);
    expect(await allCheckpoints(table, world.workspaceId, session.id)).toHaveLength(2);
    expect(await reviewOutcomes(table, world.workspaceId, session.id)).toHaveLength(2);
  });
});
