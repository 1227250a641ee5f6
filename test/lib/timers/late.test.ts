/** What the log says of things that are late: alarms go by it. */
import { firstDueAt, postponeWrite } from '../../../lib/due/index.ts';
import { decide } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import type { Json } from '../../../lib/platform/index.ts';
import { runDue } from '../../../lib/timers/index.ts';
import { createWorld, type World } from '../../support/world.ts';

/** The world with a log that is kept, and a mail queue that takes nothing. */
function withLog(world: World) {
  const logged: { event: string; fields: Readonly<Record<string, Json>> }[] = [];
  const keep = (event: string, fields: Readonly<Record<string, Json>> = {}): void =>
    void logged.push({ event, fields });
  const ports = {
    ...world.ports,
    log: { info: keep, error: keep },
    queue: { send: async () => Promise.reject(new Error('the queue is gone')) },
  };
  return { ports, of: (event: string) => logged.filter((line) => line.event === event).map(({ fields }) => fields) };
}

describe('a row that was put off', () => {
  const row = { pk: 'p', sk: 's', byDueSk: '2026-01-01T00:00:00.000Z#outbox#ntc_1' };
  const put = (from: typeof row, until: string): typeof row => {
    const write = postponeWrite(from, until);
    return { ...from, byDueSk: write.kind === 'update' ? String(write.set?.byDueSk) : '' };
  };

  it('is due later, and still says when it first was', () => {
    const twice = put(put(row, '2026-01-01T00:00:15.000Z'), '2026-01-01T00:00:30.000Z');

    expect(twice.byDueSk).toMatch(/^2026-01-01T00:00:30\.000Z#outbox#ntc_1#/);
    expect(firstDueAt(twice)).toBe('2026-01-01T00:00:00.000Z');
    expect(firstDueAt(row)).toBe('2026-01-01T00:00:00.000Z');
    expect(twice.byDueSk.match(/#first:/g)).toHaveLength(1);
  });
});

describe('the sweeper', () => {
  it('I10 says how long the oldest notice has waited that it can not send off, and of which workspace each is', async () => {
    const world = await createWorld();
    await world.waiting([{}]);
    const { ports, of } = withLog(world);

    for (let minute = 0; minute < 6; minute += 1) {
      world.clock.pass(60);
      await runDue(ports);
    }

    expect(of('due.failed')).toContainEqual(
      expect.objectContaining({ kind: 'outbox', workspaceId: world.workspaceId }),
    );
    const late = of('due.late');
    expect(late.at(0)).toMatchObject({ kind: 'outbox' });
    expect(late.at(-1)?.lateSeconds).toBeGreaterThan(120);
    expect(late.at(-1)?.lateSeconds).toBeLessThanOrEqual(360);
  });

  it('says nothing where everything is done when it is due', async () => {
    const world = await createWorld();
    await world.waiting([{}]);
    const { ports, of } = withLog(world);

    for (let minute = 0; minute < 6; minute += 1) {
      world.clock.pass(60);
      await runDue({ ...ports, queue: world.ports.queue });
    }

    expect(of('due.failed')).toEqual([]);
  });

  it('I10 says how long a decision waits whose workflow does not take it up', async () => {
    const world = await createWorld();
    const { session, checkpoint } = await world.waiting([{}]);
    const command = {
      digest: checkpoint.digest,
      quality: 'approved',
      verdicts: undefined,
      feedback: undefined,
    } as const;
    const place = { sessionId: session.id, checkpointId: checkpoint.id };
    await decide(world.ports, await world.actor('rita'), place, command, rememberNothing);
    const { ports, of } = withLog(world);

    world.clock.pass(25);
    await runDue(ports);
    world.clock.pass(300);
    await runDue(ports);

    const ids = { workspaceId: world.workspaceId, sessionId: session.id, checkpointId: checkpoint.id };
    expect(of('decision.not_taken_up')).toEqual([
      { ...ids, execution: 1, waitedSeconds: 25 },
      { ...ids, execution: 1, waitedSeconds: 325 },
    ]);
  });
});
