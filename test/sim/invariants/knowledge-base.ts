import type { Json, Row } from '../../../lib/platform/index.ts';
import type { World } from '../world/world.ts';
import { changesOf, type Invariant, list, object, text } from './invariant.ts';

type Fields = Readonly<Record<string, Json>>;

/** I1 and I2: nothing is seen in the knowledge base that no decision has brought; of a decision all is seen, once, or nothing. */
export const knowledgeBase: Invariant = {
  ids: ['I1', 'I2'],
  onCommit(commit, world) {
    if (!commit.changes.some(({ table }) => table === 'substrate')) return;
    for (const { after } of changesOf(commit, 'substrate', 'head')) if (after !== undefined) inspect(world, after);
    const heads = new Set(changesOf(commit, 'substrate', 'head').map(({ key }) => key.pk));
    for (const { key } of commit.changes.filter(({ table }) => table === 'substrate')) {
      const project = /^(W#[^#]+#prj#[^#]+)#(?:blk|doc)$/.exec(key.pk)?.[1];
      if (project === undefined || heads.has(project)) continue;
      heads.add(project);
      const head = world.mirror.get('substrate', { pk: project, sk: 'head' });
      if (head !== undefined) inspect(world, head);
    }
  },
};

function inspect(world: World, head: Row): void {
  const project = head.pk;
  const visible = new Map<string, Fields>();
  for (const row of world.mirror.rows('substrate', `${project}#`)) {
    if (!/#(?:blk|doc)$/.test(row.pk)) continue;
    const isFlipped = row.stagedReviewId !== undefined && row.stagedReviewId === head.flippedReviewId;
    const body = isFlipped ? row.staged : row.current;
    if (body !== undefined) visible.set(row.sk, object(body));
  }
  const known = new Map<string, Fields>();
  const applied = new Map<string, string>();
  for (const review of reviewsOf(world, text(head, 'workspaceId'), text(head, 'id'))) {
    for (const mutation of list(review.mutations).map(object)) {
      known.set(String(mutation.id), mutation);
      expectSeen(world, visible, mutation);
      expectVerdict(world, review, mutation, applied);
    }
  }
  for (const [id, body] of visible)
    if (!known.has(String(body.mutationId)))
      world.violate(`I1: ${id} is seen at version ${body.version}, and no decision brought it`);
}

function expectSeen(world: World, visible: ReadonlyMap<string, Fields>, { targetId, toVersion, after }: Fields): void {
  const body = visible.get(String(targetId));
  if (body === undefined || Number(body.version) < Number(toVersion ?? 0))
    world.violate(`I2: version ${toVersion} of ${targetId} was decided, and ${body?.version ?? 'nothing'} is seen`);
  else if (body.version === toVersion && body.contentDigest !== object(after).contentDigest)
    world.violate(`I1: ${targetId} is seen with other bytes than were decided`);
}

/** An artifact's own mutation is the one that names it; a document it stands in may be named by another. */
function expectVerdict(world: World, review: Row, { artifactId, id }: Fields, applied: Map<string, string>): void {
  const decision = object(review.decision);
  if (artifactId === undefined) {
    if (decision.kind === 'review') world.violate(`I1: ${id} was made by a review for no artifact`);
    return;
  }
  if (object(decision.verdicts)[String(artifactId)] !== 'apply')
    world.violate(`I1: ${artifactId} was applied and not approved`);
  const former = applied.get(String(artifactId));
  if (former !== undefined) world.violate(`I2: ${artifactId} was applied twice`);
  applied.set(String(artifactId), String(id));
}

const reviewsOf = (world: World, workspaceId: string, projectId: string): readonly Row[] =>
  world.mirror.rows('audit', `W#${workspaceId}#rev#`).filter((row) => row.projectId === projectId);
