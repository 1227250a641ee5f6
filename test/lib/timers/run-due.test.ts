import { dueRows, dueShards } from '../../../lib/due/index.ts';
import { cancelSession, decide } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { timestamp } from '../../../lib/identity/index.ts';
import type { ExecutionDescription } from '../../../lib/platform/index.ts';
import {
  admissionKey,
  closeSession,
  commitStart,
  newSessionWrite,
  retrySession,
  Session,
} from '../../../lib/sessions/index.ts';
import { listTimeline } from '../../../lib/timeline/index.ts';
import { runDue } from '../../../lib/timers/index.ts';
import { approve, placeOf } from '../../support/decision.ts';
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
async function nothingIsDue({ table, clock }: World): Promise<boolean> {
  const now = timestamp(clock.now());
  const pages = await Promise.all(Array.from({ length: dueShards }, (_, shard) => dueRows(table, shard, now, 10)));
  return pages.every(({ rows }) => rows.length === 0);
}
const newSession = (world: World, source: Session): Session => {
  const { startedAt: _, openCheckpointId: __, ...rest } = { startedAt: '', openCheckpointId: '', ...source };
  return Session.parse({ ...rest, id: world.ports.ids.next('ses'), status: 'initialized', execution: 0, version: 1 });
};

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

  it('S9 gives up on an execution that is lost again and again, and says so', async () => {
    const world = await createWorld();
    const progress = {
      next: 'checkpoint',
      request: { checkpointType: 'plan_approval', reason: 'plan', content: 'A plan.' },
    } as const;
    const waiting = await world.waiting([{}], { progress });
    await decide(
      world.ports,
      await world.actor('rita'),
      placeOf(waiting),
      approve(waiting.checkpoint.digest),
      rememberNothing,
    );
    const { ports, started } = engineThat(world, undefined);
    for (let look = 0; look < 30; look += 1) {
      world.clock.pass(130);
      await runDue(ports);
    }
    expect(started).toHaveLength(19);
    expect(await world.session(waiting.session.id)).toMatchObject({
      status: 'failed',
      failure: { code: 'execution_lost' },
    });
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

  it('I10 puts off what is still due, so that nothing is taken up again and again or holds up what came later', async () => {
    const world = await createWorld();
    await world.setPolicy({ concurrency: 1 });
    const busy = await world.waiting([{}]);
    await decide(
      world.ports,
      await world.actor('rita'),
      placeOf(busy),
      { digest: busy.checkpoint.digest, quality: 'changes_requested', verdicts: undefined, feedback: 'Again.' },
      rememberNothing,
    );
    const waiting = newSession(world, busy.session);
    await world.table.commit([{ kind: 'put', table: 'work', row: { ...admissionKey(world.workspaceId), running: 1 } }]);
    await world.table.commit([newSessionWrite(waiting)]);
    expect(await commitStart(world.ports, waiting, 'starter')).toMatchObject({ status: 'initialized' });
    const { ports } = engineThat(world, { status: 'running' });

    world.clock.pass(30);
    world.sent.length = 0;
    await runDue(ports);
    await runDue(ports);

    expect(await nothingIsDue(world)).toBe(true);
    expect(world.sent.filter(({ queue }) => queue === 'mail')).toHaveLength(1);
    world.clock.pass(16);
    await runDue(ports);
    expect(world.sent.filter(({ queue }) => queue === 'mail')).toHaveLength(2);
  });

  it('S9 tells of no lost execution when the session has moved at that moment', async () => {
    const world = await createWorld();
    const { session, checkpoint } = await world.waiting([{}]);
    const rita = await world.actor('rita');
    const command = {
      digest: checkpoint.digest,
      quality: 'changes_requested',
      verdicts: undefined,
      feedback: 'Again.',
    } as const;
    await decide(world.ports, rita, placeOf({ session, checkpoint }), command, rememberNothing);
    world.clock.pass(30);
    const { ports, started } = engineThat(world, undefined);
    world.ports.beforeCommit = async (writes) => {
      if (!writes.some((write) => write.kind === 'put' && write.row.type === 'session.reconciled')) return;
      world.ports.beforeCommit = async () => {};
      await cancelSession(world.ports, rita, await world.session(session.id), undefined, rememberNothing);
    };

    await runDue(ports);

    expect(started).toEqual([]);
    const { items } = await listTimeline(
      world.table,
      { workspaceId: world.workspaceId, sessionId: session.id },
      { limit: 50, cursor: undefined },
    );
    expect(items.map(({ type }) => type)).not.toContain('session.reconciled');
  });

  it('I10 leaves no execution waiting behind a retry whose doorbell was lost', async () => {
    const world = await createWorld();
    await world.setPolicy({ slaLadder: [{ afterSeconds: 60, do: 'expire' }] });
    const { session } = await world.waiting([{}]);
    const stopped: string[] = [];
    const ports = {
      ...world.ports,
      engine: {
        ...world.ports.engine,
        wake: async () => {
          throw new Error('the bell is lost');
        },
        stop: async (_workflow: 'session', name: string) => {
          stopped.push(name);
        },
      },
    };
    world.clock.pass(61);
    await runDue(ports);
    await retrySession(ports, await world.actor('rita'), await world.session(session.id), undefined, rememberNothing);
    expect(stopped).toEqual([`${session.id}-1`]);
  });
});
