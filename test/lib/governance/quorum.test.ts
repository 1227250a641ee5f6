import { cancelSession, decide } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import type { Actor, Role } from '../../../lib/identity/index.ts';
import { approve, placeOf } from '../../support/decision.ts';
import { createWorld, type World } from '../../support/world.ts';

/** A review that needs two approvals, and a way to give them. */
async function reviewOfTwo() {
  const world = await createWorld();
  await world.setPolicy({ quorum: 2 });
  const waiting = await world.waiting([{}]);
  const { session, checkpoint } = waiting;
  const vote = (actor: Actor, ports = world.ports) =>
    decide(ports, actor, placeOf(waiting), approve(checkpoint.digest), rememberNothing);
  return { world, session, vote };
}
const memberKeyOf = (world: World, id: string) => ({ pk: `W#${world.workspaceId}`, sk: `member#${id}` });
async function change(world: World, id: string, role: Role | undefined): Promise<void> {
  const key = memberKeyOf(world, id);
  const row = await world.table.get('work', key);
  if (role === undefined || !row) return world.table.commit([{ kind: 'delete', table: 'work', key }]);
  await world.table.commit([{ kind: 'put', table: 'work', row: { ...row, role, version: Number(row.version) + 1 } }]);
}

describe('a quorum', () => {
  it.each([
    ['left', undefined],
    ['became a viewer', 'viewer'],
  ] as const)('I4 does not count the vote of somebody who %s before the last one', async (_, role) => {
    const { world, session, vote } = await reviewOfTwo();
    await vote(await world.actor('rita'));
    await change(world, 'rita', role);

    expect(await vote(await world.actor('ravi'))).toMatchObject({ status: 'voted' });
    expect(await world.session(session.id)).toMatchObject({ status: 'pending_review' });
    expect(await vote(await world.actor('rosa'))).toMatchObject({ status: 'applied', artifactsApplied: 1 });
  });

  it('I4 counts again when somebody leaves between the count and the commit', async () => {
    const { world, session, vote } = await reviewOfTwo();
    await vote(await world.actor('rita'));
    const ravi = await world.actor('ravi');
    world.ports.beforeCommit = async () => {
      world.ports.beforeCommit = async () => {};
      await change(world, 'rita', undefined);
    };
    expect(await vote(ravi)).toMatchObject({ status: 'voted' });
    expect(await world.session(session.id)).toMatchObject({ status: 'pending_review' });
  });

  it('G5 gives an earlier voter the same answer again after the decision', async () => {
    const { world, vote } = await reviewOfTwo();
    const rita = await world.actor('rita');
    const first = await vote(rita);
    await vote(await world.actor('ravi'));
    expect(await vote(rita)).toEqual(first);
  });

  it('G5 gives a voter the same answer again after the work was cancelled, and another vote none', async () => {
    const { world, session, vote } = await reviewOfTwo();
    const rita = await world.actor('rita');
    const first = await vote(rita);
    await cancelSession(world.ports, rita, session, undefined, rememberNothing);
    expect(await vote(rita)).toEqual(first);
    await expect(vote(await world.actor('ravi'))).rejects.toMatchObject({ code: 'state_conflict' });
  });
});
