import type { Verdict } from '../../../lib/audit/index.ts';
import { CountersignError } from '../../../lib/errors.ts';
import { decide, settleAbandonedApply } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import type { Write } from '../../../lib/platform/index.ts';
import { knowledgePartition, visibleRows } from '../../../lib/substrate/index.ts';
import { createWorld, type World } from '../../support/world.ts';

class Killed extends Error {}
const command = (digest: string) =>
  ({
    digest,
    quality: 'approved',
    verdicts: undefined as Record<string, Verdict> | undefined,
    feedback: undefined,
  }) as const;
const artifacts = 130;
const isFlip = (write: Write): boolean => write.kind === 'put' && write.row.flippedReviewId !== undefined;

/** The project's blocks as readers see them. */
async function readableBlocks(world: World): Promise<number> {
  const head = await world.head();
  let count = 0;
  const pk = knowledgePartition(world.workspaceId, world.projectId, 'blk');
  for await (const rows of visibleRows(world.table, pk, head)) count += rows.length;
  return count;
}

/** The process dies at its n-th commit: that one and all later ones never reach the table. */
async function killedAtCommit(n: number, reached: 'before' | 'after') {
  const world = await createWorld();
  const rita = await world.actor('rita');
  const waiting = await world.waiting(Array.from({ length: artifacts }, () => ({})));
  const place = { sessionId: waiting.session.id, checkpointId: waiting.checkpoint.id };
  let commits = 0;
  const { table } = world;
  const dying = {
    ...world.ports,
    table: {
      ...table,
      commit: async (writes: Parameters<typeof table.commit>[0]) => {
        commits += 1;
        if (commits > n || (commits === n && reached === 'before')) throw new Killed();
        await table.commit(writes);
        if (commits === n) throw new Killed();
      },
    },
  };
  const outcome = await decide(dying, rita, place, command(waiting.checkpoint.digest), rememberNothing).then(
    () => 'answered',
    () => 'killed',
  );
  return { world, rita, waiting, place, outcome, commits };
}

describe('a large review whose process dies', () => {
  const points = Array.from({ length: 9 }, (_, index) => index + 1).flatMap((n) => [
    [n, 'before'] as const,
    [n, 'after'] as const,
  ]);

  it.each(points)(
    'G3 is finished or withdrawn as a whole when it dies at commit %i (%s it is written)',
    async (n, reached) => {
      const { world, rita, waiting, place } = await killedAtCommit(n, reached);
      const accepted = (await world.head()).blockCounts.accepted;
      expect([0, artifacts]).toContain(accepted);

      world.clock.pass(61);
      await settleAbandonedApply(world.ports, world.workspaceId, world.projectId);
      await settleAbandonedApply(world.ports, world.workspaceId, world.projectId);

      const head = await world.head();
      expect(head.blockCounts.accepted).toBe(accepted);
      expect(head.flippedReviewId).toBeUndefined();
      const answer = await decide(world.ports, rita, place, command(waiting.checkpoint.digest), rememberNothing);
      expect(answer).toMatchObject({ status: 'applied', artifactsApplied: artifacts, headRevision: 1 });
      expect((await world.head()).blockCounts.accepted).toBe(artifacts);
      expect((await world.session(waiting.session.id)).status).toBe('approved');
    },
  );

  it('G3 is left alone while its process may still be at work', async () => {
    const { world, waiting } = await killedAtCommit(2, 'after');
    await settleAbandonedApply(world.ports, world.workspaceId, world.projectId);
    const row = await world.table.get('work', {
      pk: `W#${world.workspaceId}#ses#${waiting.session.id}`,
      sk: `chk#${waiting.checkpoint.id}`,
    });
    expect(row?.deciding).toBeDefined();
  });

  it('I2 keeps what it applied when the reply to its decision is lost', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const waiting = await world.waiting(Array.from({ length: artifacts }, () => ({})));
    const place = { sessionId: waiting.session.id, checkpointId: waiting.checkpoint.id };
    const { table } = world;
    const forgetful = {
      ...world.ports,
      table: {
        ...table,
        commit: async (writes: Parameters<typeof table.commit>[0]) => {
          await table.commit(writes);
          if (writes.some(isFlip)) throw new CountersignError('unavailable', 'The reply was lost.');
        },
      },
    };
    await expect(
      decide(forgetful, rita, place, command(waiting.checkpoint.digest), rememberNothing),
    ).rejects.toMatchObject({ code: 'unavailable' });

    expect(await readableBlocks(world)).toBe(artifacts);
    world.clock.pass(61);
    await settleAbandonedApply(world.ports, world.workspaceId, world.projectId);
    expect(await readableBlocks(world)).toBe(artifacts);
    expect(await world.head()).not.toHaveProperty('flippedReviewId', expect.anything());
    const again = await decide(world.ports, rita, place, command(waiting.checkpoint.digest), rememberNothing);
    expect(again).toMatchObject({ status: 'applied', artifactsApplied: artifacts, headRevision: 1 });
  });

  it('I2 keeps what it applied when the sweeper thinks at the same moment that its process is gone', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const waiting = await world.waiting(Array.from({ length: artifacts }, () => ({})));
    const place = { sessionId: waiting.session.id, checkpointId: waiting.checkpoint.id };
    const { table } = world;
    const reached = Promise.withResolvers<void>();
    const headIsRead = Promise.withResolvers<void>();
    let isDead = false;
    const slow = {
      ...world.ports,
      table: {
        ...table,
        commit: async (writes: Parameters<typeof table.commit>[0]) => {
          if (isDead) throw new Killed();
          if (!writes.some(isFlip)) return table.commit(writes);
          reached.resolve();
          await headIsRead.promise;
          await table.commit(writes);
          isDead = true;
          throw new Killed();
        },
      },
    };
    const deciding = decide(slow, rita, place, command(waiting.checkpoint.digest), rememberNothing);
    await reached.promise;
    world.clock.pass(61);
    const sweeper = {
      ...world.ports,
      table: {
        ...table,
        commit: async (writes: Parameters<typeof table.commit>[0]) => {
          headIsRead.resolve();
          await deciding.catch(() => undefined);
          await table.commit(writes);
        },
      },
    };
    await settleAbandonedApply(sweeper, world.workspaceId, world.projectId);
    await expect(deciding).rejects.toBeInstanceOf(Killed);
    expect(await readableBlocks(world)).toBe(artifacts);
  });

  it('I6 answers a decision that stands, also when it could not be folded in at once', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const waiting = await world.waiting(Array.from({ length: artifacts }, () => ({})));
    const place = { sessionId: waiting.session.id, checkpointId: waiting.checkpoint.id };
    let isFlipped = false;
    world.ports.beforeCommit = async (writes) => {
      if (isFlipped) throw new CountersignError('unavailable', 'The table is busy.');
      isFlipped = writes.some(isFlip);
    };
    const answer = await decide(world.ports, rita, place, command(waiting.checkpoint.digest), rememberNothing);
    expect(answer).toMatchObject({ status: 'applied', artifactsApplied: artifacts });

    world.ports.beforeCommit = async () => {};
    await settleAbandonedApply(world.ports, world.workspaceId, world.projectId);
    expect(await readableBlocks(world)).toBe(artifacts);
    expect(await world.head()).not.toHaveProperty('flippedReviewId', expect.anything());
  });
});
