import { readChain, verifyChain } from '../../../lib/audit/index.ts';
import type { CountersignError } from '../../../lib/errors.ts';
import { cancelSession, climbLadder, decide, type ReviewAnswer } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import type { Actor } from '../../../lib/identity/index.ts';
import { approve, placeOf } from '../../support/decision.ts';
import { createWorld, type World } from '../../support/world.ts';

const reject = (digest: string) => ({ digest, quality: 'rejected', verdicts: undefined, feedback: 'No.' }) as const;
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: CountersignError) => error.code ?? String(error),
  );

async function chainOf(world: World) {
  const entries = [];
  for await (const { segment: _, ...entry } of readChain(world.ports, world.workspaceId, world.projectId))
    entries.push(entry);
  return entries;
}

const verified = async (world: World) =>
  verifyChain(world.ports, { workspaceId: world.workspaceId, id: world.projectId }, (await world.head()).chain);

describe('deciding', () => {
  it('G1 an approval applies every artifact, ends the session and extends the chain in one commit', async () => {
    const world = await createWorld();
    const reviewer = await world.actor('rita');
    const waiting = await world.waiting([
      {},
      { artifactType: 'insight' },
      { artifactType: 'document_creation', blockIds: [] },
    ]);

    const answer = await decide(
      world.ports,
      reviewer,
      placeOf(waiting),
      approve(waiting.checkpoint.digest),
      rememberNothing,
    );

    expect(answer).toMatchObject({
      status: 'applied',
      quality: 'approved',
      artifactsApplied: 3,
      artifactsSaved: 0,
      artifactsRejected: 0,
      headRevision: 1,
    });
    expect(answer.mutations.map(({ kind }) => kind)).toEqual(['block_created', 'document_published']);
    expect(await world.session(waiting.session.id)).toMatchObject({ status: 'approved', mutationsCount: 2 });
    const head = await world.head();
    expect(head).toMatchObject({ headRevision: 1, documentCount: 1, blockCounts: { accepted: 1 } });
    const entries = await chainOf(world);
    expect(entries).toHaveLength(3);
    expect(await verified(world)).toEqual({ valid: true, entries: 3, headHash: head.chain.headHash });
    expect(world.rung).toEqual([{ token: `token of ${waiting.session.id}`, outcome: { outcome: 'approved' } }]);
  });

  it.each([0, 1])(
    'G5 forty decisions at once have one winner, and every loser is told of it (%i first)',
    async (first) => {
      const world = await createWorld();
      const people = await Promise.all(Array.from({ length: 40 }, (_, index) => world.actor(`person-${index}`)));
      const waiting = await world.waiting([{}]);
      const { digest } = waiting.checkpoint;

      const results = await Promise.allSettled(
        people.map((person, index) =>
          decide(
            world.ports,
            person,
            placeOf(waiting),
            index % 2 === first ? approve(digest) : reject(digest),
            rememberNothing,
          ),
        ),
      );

      const winners = results.filter(
        (result): result is PromiseFulfilledResult<ReviewAnswer> => result.status === 'fulfilled',
      );
      expect(winners).toHaveLength(1);
      const losers = results.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as CountersignError] : [],
      );
      expect(new Set(losers.map(({ code }) => code))).toEqual(new Set(['already_decided']));
      expect(new Set(losers.map(({ extensions }) => (extensions.decision as { reviewId: string }).reviewId))).toEqual(
        new Set([winners[0]?.value.reviewId]),
      );
    },
  );

  it('G5 the same decision again gets the same answer, a year later too; another one gets the winner', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const otto = await world.actor('otto');
    const waiting = await world.waiting([{}]);
    const command = approve(waiting.checkpoint.digest);
    const first = await decide(world.ports, rita, placeOf(waiting), command, rememberNothing);
    world.clock.pass(366 * 86_400);

    expect(await decide(world.ports, rita, placeOf(waiting), command, rememberNothing)).toEqual(first);
    expect(
      await codeOf(decide(world.ports, rita, placeOf(waiting), reject(waiting.checkpoint.digest), rememberNothing)),
    ).toBe('already_decided');
    expect(await codeOf(decide(world.ports, otto, placeOf(waiting), command, rememberNothing))).toBe('already_decided');
  });

  it('G4 a digest that is not the one of the checkpoint is refused with the current one', async () => {
    const world = await createWorld();
    const waiting = await world.waiting([{}]);
    const refused = decide(
      world.ports,
      await world.actor('rita'),
      placeOf(waiting),
      approve(`sha256:${'0'.repeat(64)}`),
      rememberNothing,
    );
    await expect(refused).rejects.toMatchObject({
      code: 'content_changed',
      extensions: { currentDigest: waiting.checkpoint.digest },
    });
  });

  it('G4 a block that moved since is a conflict, nothing is decided, and the rest can be approved without it', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const blockId = await world.block('Prices', 'Old.');
    const update = {
      artifactType: 'block_update',
      targetBlockId: blockId,
      baseVersion: 1,
      title: 'Prices',
      content: 'New.',
    } as const;
    const first = await world.waiting([update]);
    const second = await world.waiting([{ ...update, content: 'Newer.' }, {}]);
    await decide(world.ports, rita, placeOf(first), approve(first.checkpoint.digest), rememberNothing);

    const refused = decide(world.ports, rita, placeOf(second), approve(second.checkpoint.digest), rememberNothing);
    await expect(refused).rejects.toMatchObject({
      code: 'block_conflict',
      extensions: { conflicts: [{ targetId: blockId, baseVersion: 1, currentVersion: 2 }] },
    });
    expect(await world.session(second.session.id)).toMatchObject({ status: 'pending_review' });

    const [moved, fresh] = second.checkpoint.artifacts;
    const verdicts = { [moved?.id ?? '']: 'reject', [fresh?.id ?? '']: 'apply' } as const;
    const answer = await decide(
      world.ports,
      rita,
      placeOf(second),
      approve(second.checkpoint.digest, verdicts),
      rememberNothing,
    );
    expect(answer).toMatchObject({ artifactsApplied: 1, artifactsRejected: 1 });
  });

  it('G6 who started the work can not decide on it, unless the policy allows it', async () => {
    const world = await createWorld();
    const starter = await world.actor('starter', 'owner');
    const waiting = await world.waiting([{}]);
    expect(
      await codeOf(decide(world.ports, starter, placeOf(waiting), approve(waiting.checkpoint.digest), rememberNothing)),
    ).toBe('forbidden');
    await world.setPolicy({ selfApproval: 'allowed' });
    expect(
      await codeOf(decide(world.ports, starter, placeOf(waiting), approve(waiting.checkpoint.digest), rememberNothing)),
    ).toBe('none');
  });

  it('G6 agents, contributors and viewers never decide', async () => {
    const world = await createWorld();
    const waiting = await world.waiting([{}]);
    const attempts: Actor[] = [
      { ...(await world.actor('bot', 'owner')), kind: 'agent' },
      { ...(await world.actor('svc', 'admin')), kind: 'service' },
      await world.actor('carl', 'contributor'),
      await world.actor('vera', 'viewer'),
    ];
    for (const actor of attempts)
      expect(
        await codeOf(decide(world.ports, actor, placeOf(waiting), approve(waiting.checkpoint.digest), rememberNothing)),
      ).toBe('forbidden');
  });

  it('I4 a link that the policy no longer takes for enough decides nothing, also when it changes at the last moment', async () => {
    const world = await createWorld();
    const holder: Actor = { ...(await world.actor('rita')), assurance: 'link_holder', via: 'link' };
    const waiting = await world.waiting([{ agentConfidence: 0.1, sources: [] }], {});
    expect(waiting.checkpoint.riskLevel).not.toBe('low');
    let tightened = false;
    world.ports.beforeCommit = async () => {
      if (tightened) return;
      tightened = true;
      await world.setPolicy({ linkMaxRisk: 'low' });
    };
    const decided = decide(world.ports, holder, placeOf(waiting), approve(waiting.checkpoint.digest), rememberNothing);
    expect(await codeOf(decided)).toBe('forbidden');
    expect((await world.session(waiting.session.id)).status).toBe('pending_review');
  });

  it('I4 a membership that was taken away while deciding refuses the decision', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const waiting = await world.waiting([{}]);
    await world.actor('rita', 'viewer');
    expect(
      await codeOf(decide(world.ports, rita, placeOf(waiting), approve(waiting.checkpoint.digest), rememberNothing)),
    ).toBe('forbidden');
    expect((await world.head()).headRevision).toBe(0);
  });

  it('G6 a quorum of two applies with the second approval, and only what both apply', async () => {
    const world = await createWorld();
    await world.setPolicy({ quorum: 2 });
    const rita = await world.actor('rita');
    const otto = await world.actor('otto');
    const waiting = await world.waiting([{}, {}]);
    const [one, two] = waiting.checkpoint.artifacts.map(({ id }) => id);
    const { digest } = waiting.checkpoint;

    const vote = await decide(world.ports, rita, placeOf(waiting), approve(digest), rememberNothing);
    expect(vote).toMatchObject({ status: 'voted', artifactsApplied: 0, mutations: [] });
    expect(await decide(world.ports, rita, placeOf(waiting), approve(digest), rememberNothing)).toEqual(vote);
    const answer = await decide(
      world.ports,
      otto,
      placeOf(waiting),
      approve(digest, { [one ?? '']: 'apply', [two ?? '']: 'reject' }),
      rememberNothing,
    );
    expect(answer).toMatchObject({ status: 'applied', artifactsApplied: 1, artifactsRejected: 1 });
  });

  it('G6 two last votes at once of a quorum of two decide exactly once', async () => {
    const world = await createWorld();
    await world.setPolicy({ quorum: 2 });
    const people = await Promise.all(['a', 'b', 'c', 'd'].map((id) => world.actor(id)));
    const waiting = await world.waiting([{}]);
    const results = await Promise.allSettled(
      people.map((person) =>
        decide(world.ports, person, placeOf(waiting), approve(waiting.checkpoint.digest), rememberNothing),
      ),
    );
    const statuses = results
      .map((result) => (result.status === 'fulfilled' ? result.value.status : (result.reason as CountersignError).code))
      .sort();
    expect(statuses).toEqual(['already_decided', 'already_decided', 'applied', 'voted']);
    expect((await world.head()).headRevision).toBe(1);
  });

  it('I3 deciding, expiring and cancelling at once leave exactly one outcome', async () => {
    for (let round = 0; round < 10; round += 1) {
      const world = await createWorld();
      await world.setPolicy({ slaLadder: [{ afterSeconds: 60, do: 'expire' }] });
      const rita = await world.actor('rita');
      const waiting = await world.waiting([{}]);
      world.clock.pass(61);
      const outcomes = [
        decide(world.ports, rita, placeOf(waiting), approve(waiting.checkpoint.digest), rememberNothing).then(
          () => 'decided',
        ),
        climbLadder(world.ports, { workspaceId: world.workspaceId, ...placeOf(waiting) }).then((what) =>
          what === 'expired' ? 'expired' : 'nothing',
        ),
        cancelSession(world.ports, rita, waiting.session, undefined, rememberNothing).then(() => 'cancelled'),
      ];
      const won = (await Promise.allSettled(outcomes)).flatMap((result) =>
        result.status === 'fulfilled' && result.value !== 'nothing' ? [result.value] : [],
      );
      expect(won).toHaveLength(1);
      const status = (await world.session(waiting.session.id)).status;
      expect({ decided: 'approved', expired: 'failed', cancelled: 'cancelled' }[won[0] ?? '']).toBe(status);
      expect((await world.head()).headRevision).toBe(status === 'approved' ? 1 : 0);
    }
  });
});
