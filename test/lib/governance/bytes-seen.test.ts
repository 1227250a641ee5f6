import { allArtifacts, revisionWrites } from '../../../lib/artifacts/index.ts';
import { decide } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { createWorld } from '../../support/world.ts';

describe('what is applied', () => {
  it('I1 is what the digest covers: a revision that came after the checkpoint is not applied with it', async () => {
    const world = await createWorld();
    const rita = await world.actor('rita');
    const { session, checkpoint } = await world.waiting([{}, {}]);
    const [first] = await allArtifacts(world.table, world.workspaceId, session.id);
    if (!first) throw new Error('the session has no artifact');
    const slipped = { ...first, revision: 2, content: 'Something else.', contentDigest: 'sha256:other' };
    await world.table.commit(revisionWrites(world.workspaceId, slipped));

    const place = { sessionId: session.id, checkpointId: checkpoint.id };
    const command = {
      digest: checkpoint.digest,
      quality: 'approved',
      verdicts: undefined,
      feedback: undefined,
    } as const;
    await expect(decide(world.ports, rita, place, command, rememberNothing)).rejects.toMatchObject({
      code: 'content_changed',
    });
    expect(await world.head()).toMatchObject({ headRevision: 0 });
    expect(await world.session(session.id)).toMatchObject({ status: 'pending_review' });
  });
});
