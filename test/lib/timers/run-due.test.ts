import { decide } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import type { ExecutionDescription } from '../../../lib/platform/index.ts';
import { closeSession, retrySession } from '../../../lib/sessions/index.ts';
import { runDue } from '../../../lib/timers/index.ts';
import { createWorld, type World } from '../../support/world.ts';

/** The world with a workflow engine that has forgotten, or still runs, every execution. */
function engineThat(world: World, execution: ExecutionDescription | undefined) {
  const started: string[] = [];
  const ports = {
    ...world.ports,
    engine: {
      ...world.ports.engine,
      describe: async () => execution,
      start: async (_workflow: 'session', name: string) => {
        started.push(name);
      },
    },
  };
  return { ports, started };
}
const approve = (digest: string) =>
  ({ digest, quality: 'approved', verdicts: undefined, feedback: undefined }) as const;
const placeOf = ({ session, checkpoint }: { session: { id: string }; checkpoint: { id: string } }) => ({
  sessionId: session.id,
  checkpointId: checkpoint.id,
});

describe('the sweeper', () => {
  it('S9 starts an execution again that was lost while the agent worked', async () => {
    const world = await createWorld();
    const waiting = await world.waiting([{}], {
      progress: {
        next: 'checkpoint',
        request: { checkpointType: 'plan_approval', reason: 'plan', content: 'A plan.' },
      },
    });
    await decide(
      world.ports,
      await world.actor('rita'),
      placeOf(waiting),
      approve(waiting.checkpoint.digest),
      rememberNothing,
    );
    const { ports, started } = engineThat(world, undefined);

    world.clock.pass(15);
    await runDue(ports);
    expect(started).toEqual([]);
    world.clock.pass(10);
    await runDue(ports);

    expect(started).toEqual([`${waiting.session.id}-2`]);
    expect(await world.session(waiting.session.id)).toMatchObject({ status: 'in_progress', execution: 2 });
  });

  it('S9 rings again for a decision whose doorbell was lost', async () => {
    const world = await createWorld();
    const waiting = await world.waiting([{}]);
    await decide(
      world.ports,
      await world.actor('rita'),
      placeOf(waiting),
      approve(waiting.checkpoint.digest),
      rememberNothing,
    );
    world.rung.length = 0;
    world.clock.pass(25);
    await runDue(engineThat(world, { status: 'running' }).ports);
    expect(world.rung).toEqual([{ token: `token of ${waiting.session.id}`, outcome: { outcome: 'approved' } }]);
  });

  it('S9 leaves a session alone whose workflow has ended with it', async () => {
    const world = await createWorld();
    const waiting = await world.waiting([{}]);
    await decide(
      world.ports,
      await world.actor('rita'),
      placeOf(waiting),
      approve(waiting.checkpoint.digest),
      rememberNothing,
    );
    await closeSession(world.ports, { workspaceId: world.workspaceId, sessionId: waiting.session.id, execution: 1 });
    world.rung.length = 0;
    world.clock.pass(3600);
    await runDue(engineThat(world, { status: 'succeeded' }).ports);
    expect(world.rung).toEqual([]);
    expect(await world.session(waiting.session.id)).toMatchObject({ status: 'approved', settled: true });
  });

  it('G13 reminds, then expires; expired is neither yes nor no, and retry asks again', async () => {
    const world = await createWorld();
    await world.setPolicy({
      slaLadder: [
        { afterSeconds: 60, do: 'remind' },
        { afterSeconds: 120, do: 'expire' },
      ],
    });
    const rita = await world.actor('rita');
    const waiting = await world.waiting([{}]);
    const { ports, started } = engineThat(world, { status: 'running' });

    world.clock.pass(61);
    await runDue(ports);
    expect(world.sent.map(({ queue }) => queue)).toContain('mail');
    expect(await world.session(waiting.session.id)).toMatchObject({ status: 'pending_review' });
    world.clock.pass(60);
    await runDue(ports);
    const expired = await world.session(waiting.session.id);
    expect(expired).toMatchObject({ status: 'failed', failure: { code: 'checkpoint_expired' } });
    expect((await world.head()).headRevision).toBe(0);
    const late = decide(world.ports, rita, placeOf(waiting), approve(waiting.checkpoint.digest), rememberNothing);
    await expect(late).rejects.toMatchObject({ code: 'state_conflict', extensions: { currentStatus: 'expired' } });

    const retried = await retrySession(ports, rita, expired, undefined, rememberNothing);
    expect(retried).toMatchObject({ status: 'in_progress', execution: 2, progress: { next: 'checkpoint' } });
    expect(started).toEqual([`${waiting.session.id}-2`]);
  });

  it('N5 sends a notice again that nobody has worked off', async () => {
    const world = await createWorld();
    await world.waiting([{}]);
    world.clock.pass(11);
    await runDue(world.ports);
    expect(world.sent.filter(({ queue }) => queue === 'mail')).toHaveLength(1);
  });
});
