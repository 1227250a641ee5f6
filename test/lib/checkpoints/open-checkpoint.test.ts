import { afterOpening, openCheckpoint } from '../../../lib/checkpoints/index.ts';
import { admissionKey, commitStart, newSessionWrite, Session } from '../../../lib/sessions/index.ts';
import { createWorld, type World } from '../../support/world.ts';

/** Another session of the same project, stored as it is. */
async function storeSession(world: World, change: Readonly<Record<string, unknown>>): Promise<Session> {
  const { openCheckpointId: _, ...common } = { openCheckpointId: '', ...(await world.waiting([{}])).session };
  const stored = Session.parse({ ...common, id: world.ports.ids.next('ses'), checkpointsCount: 0, ...change });
  await world.table.commit([newSessionWrite(stored)]);
  return stored;
}

/** What the task of the workflow does. */
async function open(world: World, { id }: Session, token: string, execution = 1) {
  const { ports, workspaceId } = world;
  const opened = await openCheckpoint(ports, { workspaceId, sessionId: id, execution, token });
  await afterOpening(ports, workspaceId, token, opened);
  return opened;
}

describe('finished work without anything to review', () => {
  const finished = { status: 'in_progress', progress: { next: 'assess' } };

  it('S6 ends its session without a person, once, and the workflow goes on', async () => {
    const world = await createWorld();
    const session = await storeSession(world, finished);

    expect(await open(world, session, 'first')).toEqual({ outcome: 'decided', standing: 'completed' });
    expect(await open(world, session, 'again')).toEqual({ outcome: 'decided', standing: 'completed' });

    expect(await world.session(session.id)).toMatchObject({ status: 'completed', version: session.version + 1 });
    expect(world.rung).toEqual([
      { token: 'first', outcome: { outcome: 'completed' } },
      { token: 'again', outcome: { outcome: 'completed' } },
    ]);
  });

  it('S2 gives its place to the session that has waited for it', async () => {
    const world = await createWorld();
    await world.setPolicy({ concurrency: 1 });
    const session = await storeSession(world, finished);
    const next = await storeSession(world, { status: 'initialized', startedAt: undefined, execution: 0 });
    await world.table.commit([{ kind: 'put', table: 'work', row: { ...admissionKey(world.workspaceId), running: 1 } }]);
    expect(await commitStart(world.ports, next, 'starter')).toMatchObject({ status: 'initialized' });

    await open(world, session, 'token');

    expect(await world.session(next.id)).toMatchObject({ status: 'in_progress' });
    expect(await world.table.get('work', admissionKey(world.workspaceId))).toMatchObject({ running: 1 });
  });

  it('S9 is left alone by an execution that another one has taken the place of', async () => {
    const world = await createWorld();
    const session = await storeSession(world, { ...finished, execution: 2 });

    expect(await open(world, session, 'token')).toEqual({ outcome: 'decided', standing: 'cancelled' });

    expect(await world.session(session.id)).toMatchObject({ status: 'in_progress', version: session.version });
  });
});
