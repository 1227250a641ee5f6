import { type Verdict, verifyChain } from '../../../lib/audit/index.ts';
import { decide } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { approve, placeOf } from '../../support/decision.ts';
import { createWorld } from '../../support/world.ts';

describe('a review of many artifacts', () => {
  it.each([1, 19, 20, 21, 49, 50, 51, 100, 500])('G3 readers see all of %i artifacts or none', async (count) => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const waiting = await world.waiting(Array.from({ length: count }, () => ({})));
    let watching = true;
    const seen = new Set<number>();
    const watcher = (async () => {
      while (watching) {
        const { headRevision, blockCounts } = await world.head();
        seen.add(blockCounts.accepted);
        expect(blockCounts.accepted).toBe(headRevision === 0 ? 0 : count);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const answer = await decide(
      world.ports,
      rita,
      placeOf(waiting),
      approve(waiting.checkpoint.digest),
      rememberNothing,
    );
    watching = false;
    await watcher;
    expect(answer).toMatchObject({ status: 'applied', artifactsApplied: count, headRevision: 1 });
    expect(answer.mutations).toHaveLength(count);
    expect([...seen].every((number) => number === 0 || number === count)).toBe(true);
    expect(await world.head()).not.toHaveProperty('flippedReviewId', expect.anything());
    const project = { workspaceId: world.workspaceId, id: world.projectId };
    expect((await verifyChain(world.ports, project, (await world.head()).chain)).valid).toBe(true);
  });

  it('G4 a large review with one moved block decides nothing and holds nothing', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const blockId = await world.block('Prices', 'Old.');
    const update = { artifactType: 'block_update', targetBlockId: blockId, baseVersion: 1, content: 'New.' } as const;
    const large = await world.waiting([update, ...Array.from({ length: 120 }, () => ({}))]);
    const small = await world.waiting([{ ...update, content: 'Faster.' }]);
    await decide(world.ports, rita, placeOf(small), approve(small.checkpoint.digest), rememberNothing);

    await expect(
      decide(world.ports, rita, placeOf(large), approve(large.checkpoint.digest), rememberNothing),
    ).rejects.toMatchObject({ code: 'block_conflict' });
    expect(await world.head()).toMatchObject({ headRevision: 2, blockCounts: { accepted: 1 } });
    const [moved, ...rest] = large.checkpoint.artifacts;
    const verdicts = Object.fromEntries([
      [moved?.id ?? '', 'save_as_draft'],
      ...rest.map(({ id }) => [id, 'apply']),
    ]) as Record<string, Verdict>;
    const answer = await decide(
      world.ports,
      rita,
      placeOf(large),
      approve(large.checkpoint.digest, verdicts),
      rememberNothing,
    );
    expect(answer).toMatchObject({ artifactsApplied: 120, artifactsSaved: 1 });
  });
});
