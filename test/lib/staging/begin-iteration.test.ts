import { ArtifactRevision, revisionWrites } from '../../../lib/artifacts/index.ts';
import { createBlock, markBlock } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import type { Session } from '../../../lib/sessions/index.ts';
import { beginIteration, readBundle } from '../../../lib/staging/index.ts';
import { findBlock } from '../../../lib/substrate/index.ts';
import { type KnowledgeBase, openKnowledgeBase } from '../../support/knowledge-base.ts';
import { startSession } from '../../support/started-session.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
let base: KnowledgeBase;
beforeEach(async () => {
  base = await openKnowledgeBase(folder);
});
const prices = (text: string) => base.import([{ path: 'prices.md', content: `# Prices\n\n${text}` }]);

/** A session that was sent back, with an update of the block in `prices.md` as it stood at version 1. */
async function sentBack(targetBlockId: string | undefined): Promise<Session> {
  const bundle = { bundleId: base.ids.next('bdl') as `bdl_${string}`, bundleDigest: 'sha256:before' };
  const session = await startSession(base, { ...bundle, progress: { next: 'iterate' } });
  const update = ArtifactRevision.parse({
    id: base.ids.next('art'),
    sessionId: session.id,
    revision: 1,
    artifactType: targetBlockId === undefined ? 'insight' : 'block_update',
    outputKind: 'generic_output',
    title: 'Prices',
    content: 'pay less',
    bodyDigest: 'sha256:body',
    sizeBytes: 8,
    excerpt: 'pay less',
    ...(targetBlockId === undefined ? {} : { targetBlockId, baseVersion: 1 }),
    agentSessionId: session.agentSessionId,
    sources: [],
    sourceContextIds: [],
    contentDigest: 'sha256:content',
    turn: 1,
    createdAt: session.createdAt,
  });
  await base.table.commit(revisionWrites(session.workspaceId, update));
  return session;
}

describe('beginning an iteration', () => {
  it('keeps the bundle while the blocks stand as they did', async () => {
    const { blocks } = await prices('pay 10');
    const session = await sentBack(blocks[0]?.id);
    const next = await beginIteration(base, session);
    expect(next).toMatchObject({ progress: { next: 'agent' }, bundleId: session.bundleId, version: 2 });
  });

  it('keeps the bundle when other blocks have moved', async () => {
    const { blocks } = await prices('pay 10');
    const session = await sentBack(blocks[0]?.id);
    await createBlock(base, {
      actor: base.actor,
      project: base.project,
      request: { title: 'Other', content: 'x', type: 'knowledge' },
      remember: rememberNothing,
    });
    expect((await beginIteration(base, session)).bundleId).toBe(session.bundleId);
    expect((await beginIteration(base, await sentBack(undefined))).progress).toEqual({ next: 'agent' });
  });

  it('stages a new bundle when a block that is to be updated has moved, so that the agent sees it as it is', async () => {
    const { blocks } = await prices('pay 10');
    const session = await sentBack(blocks[0]?.id);
    await prices('pay 20');
    const next = await beginIteration(base, session);
    expect(next.progress).toEqual({ next: 'agent' });
    const bundle = await readBundle(base, next.workspaceId, next.projectId, next.bundleId ?? '');
    expect(bundle?.contents.blocks).toMatchObject([{ id: blocks[0]?.id, version: 2, content: 'pay 20' }]);
    expect(next.bundleDigest).toBe(bundle?.digest);
  });

  it('stages a new bundle when the block was retracted', async () => {
    const { blocks } = await prices('pay 10');
    const session = await sentBack(blocks[0]?.id);
    const { actor, project } = base;
    const block = await findBlock(base.table, project.workspaceId, project.id, blocks[0]?.id ?? '');
    if (!block) throw new Error('no block');
    await markBlock(base, { actor, project, block, mark: 'retract', reason: undefined, remember: rememberNothing });
    const next = await beginIteration(base, session);
    expect(next.bundleId).not.toBe(session.bundleId);
  });

  it('does nothing to a session that is somewhere else', async () => {
    const session = await startSession(base, { progress: { next: 'agent' } });
    expect(await beginIteration(base, session)).toBe(session);
  });
});
