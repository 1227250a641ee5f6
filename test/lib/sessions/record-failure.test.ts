import { decide } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { recordFailure } from '../../../lib/sessions/index.ts';
import { runDue } from '../../../lib/timers/index.ts';
import { createWorld, type World } from '../../support/world.ts';

const failure = { code: 'Unavailable', detail: 'The table did not answer.', step: 'Wait for a decision' };
const workOf = (world: World, sessionId: string) => ({ workspaceId: world.workspaceId, sessionId, execution: 1 });
const approve = (digest: string) =>
  ({ digest, quality: 'approved', verdicts: undefined, feedback: undefined }) as const;

describe('a workflow that fails', () => {
  it('S9 while a person has the word leaves the checkpoint open, and its decision counts', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const { session, checkpoint } = await world.waiting([{}]);

    expect(await recordFailure(world.ports, workOf(world, session.id), failure)).toBe('ask');

    expect(await world.session(session.id)).toMatchObject({ status: 'pending_review' });
    const place = { sessionId: session.id, checkpointId: checkpoint.id };
    const answer = await decide(world.ports, rita, place, approve(checkpoint.digest), rememberNothing);
    expect(answer).toMatchObject({ status: 'applied', artifactsApplied: 1 });
  });

  it('S9 while a person had the word is started again after the decision', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const { session, checkpoint } = await world.waiting([{}]);
    await recordFailure(world.ports, workOf(world, session.id), failure);
    const place = { sessionId: session.id, checkpointId: checkpoint.id };
    const command = { ...approve(checkpoint.digest), quality: 'changes_requested', feedback: 'Again.' } as const;
    await decide(world.ports, rita, place, command, rememberNothing);

    world.clock.pass(21);
    await runDue({
      ...world.ports,
      engine: { ...world.ports.engine, describe: async () => ({ status: 'failed' as const }) },
    });

    expect(await world.session(session.id)).toMatchObject({ status: 'in_progress', execution: 2 });
  });

  it('S9 does not fail the execution that was started in its place at that moment', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const { session, checkpoint } = await world.waiting([{}]);
    const place = { sessionId: session.id, checkpointId: checkpoint.id };
    const command = { ...approve(checkpoint.digest), quality: 'changes_requested', feedback: 'Again.' } as const;
    await decide(world.ports, rita, place, command, rememberNothing);
    world.clock.pass(21);
    world.ports.beforeCommit = async () => {
      world.ports.beforeCommit = async () => {};
      const engine = { ...world.ports.engine, describe: async () => ({ status: 'failed' as const }) };
      await runDue({ ...world.ports, engine });
    };

    await recordFailure(world.ports, workOf(world, session.id), failure);

    expect(await world.session(session.id)).toMatchObject({ status: 'in_progress', execution: 2 });
  });
});
