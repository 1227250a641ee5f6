import type { DecisionEntry } from '../audit/index.ts';
import { CountersignError, stateConflict } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill, timestamp } from '../identity/index.ts';
import {
  archiveDocument as archiveChange,
  type Block,
  type BlockBody,
  type BlockStateChange,
  type ChangeOrigin,
  type CreateBlock,
  changeBlockState,
  createBlock as createChange,
  type DocumentBody,
  getBlock,
  getDocument,
  type KnowledgeDocument,
  keepContent,
  type Project,
  type RowChange,
} from '../substrate/index.ts';
import { type EventType, tell } from '../timeline/index.ts';
import { commitReview } from './commit-review.ts';
import type { ReviewPorts } from './review-plan.ts';

/** A person's own change of the knowledge base: decided by who makes it, and audited like any other (I1). */
interface Edit {
  readonly actor: Actor;
  readonly project: Pick<Project, 'workspaceId' | 'id'>;
  readonly reason: string | undefined;
  readonly change: (origin: ChangeOrigin) => RowChange | Promise<RowChange>;
  readonly event: { readonly type: EventType; readonly summary: string; readonly targetId: string };
}

/** Blocks that people write or mark themselves take effect at once. */
export async function createBlock(
  ports: ReviewPorts,
  command: {
    readonly actor: Actor;
    readonly project: Edit['project'];
    readonly request: CreateBlock;
    readonly remember: Remember<Block>;
  },
): Promise<Block> {
  const { actor, project, request, remember } = command;
  const id = ports.ids.next('blk') as Block['id'];
  const content = await keepContent(ports.blobs, project.workspaceId, request.content);
  const event = {
    type: 'block.created',
    summary: `${actor.displayName} wrote the block ${request.title}.`,
    targetId: id,
  } as const;
  const change = (origin: ChangeOrigin): RowChange =>
    createChange(origin, { id, title: request.title, type: request.type, content });
  return commitEdit(ports, { actor, project, reason: undefined, change, event }, remember, (origin) =>
    newBlock(origin, id, request, content),
  );
}

const newBlock = (
  origin: ChangeOrigin,
  id: Block['id'],
  request: CreateBlock,
  content: Awaited<ReturnType<typeof keepContent>>,
): Block => ({
  id,
  title: request.title,
  content: request.content,
  type: request.type,
  state: 'accepted',
  version: 1,
  contentDigest: content.contentDigest,
  sizeBytes: content.sizeBytes,
  createdBy: origin.by,
  mutationId: origin.mutationId,
  citedBy: [],
  createdAt: origin.at,
  updatedAt: origin.at,
});

const done = { lock: 'locked', unlock: 'unlocked', retract: 'retracted' } as const;
const stateAfter = { lock: 'locked', unlock: 'accepted', retract: 'retracted' } as const;

/** Locks, unlocks or retracts a block. @throws CountersignError `state_conflict` where its state does not allow it */
export async function markBlock(
  ports: ReviewPorts,
  command: {
    readonly actor: Actor;
    readonly project: Edit['project'];
    readonly block: BlockBody;
    readonly mark: BlockStateChange;
    readonly reason: string | undefined;
    readonly remember: Remember<Block>;
  },
): Promise<Block> {
  const { actor, project, block, mark, reason, remember } = command;
  const event = {
    type: `block.${done[mark]}`,
    summary: `${actor.displayName} ${done[mark]} the block ${block.title}${reason ? `: ${reason}` : '.'}`,
    targetId: block.id,
  } as const;
  const change = (origin: ChangeOrigin): RowChange => changeBlockState(origin, block, mark);
  const current = await getBlock(ports, project, block.id);
  return refusingState(block.state, () =>
    commitEdit(ports, { actor, project, reason, change, event }, remember, ({ mutationId, at }) => ({
      ...current,
      state: stateAfter[mark],
      mutationId,
      updatedAt: at,
    })),
  );
}

/** Takes a document off the shelf. @throws CountersignError `state_conflict` when it is archived already */
export async function archiveDocument(
  ports: ReviewPorts,
  command: {
    readonly actor: Actor;
    readonly project: Edit['project'];
    readonly document: DocumentBody;
    readonly reason: string | undefined;
    readonly remember: Remember<KnowledgeDocument>;
  },
): Promise<KnowledgeDocument> {
  const { actor, project, document, reason, remember } = command;
  const event = {
    type: 'document.archived',
    summary: `${actor.displayName} archived the document ${document.title}${reason ? `: ${reason}` : '.'}`,
    targetId: document.id,
  } as const;
  const change = (origin: ChangeOrigin): RowChange => archiveChange(origin, document);
  const current = await getDocument(ports, project, document.id);
  return refusingState(document.state, () =>
    commitEdit(ports, { actor, project, reason, change, event }, remember, ({ mutationId, at }) => ({
      ...current,
      state: 'archived',
      mutationId,
      updatedAt: at,
    })),
  );
}

/** For an edit the only possible conflict is the state, unless the version has moved meanwhile. */
async function refusingState<T>(state: string, edit: () => Promise<T>): Promise<T> {
  try {
    return await edit();
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== 'block_conflict') throw error;
    const [conflict] = Array.isArray(error.extensions.conflicts) ? error.extensions.conflicts : [];
    if (conflict?.baseVersion !== conflict?.currentVersion) throw error;
    throw stateConflict(`It is ${conflict?.currentState ?? state}.`, conflict?.currentState ?? state);
  }
}

async function commitEdit<T>(
  ports: ReviewPorts,
  { actor, project, reason, change, event }: Edit,
  remember: Remember<T>,
  resultOf: (origin: ChangeOrigin) => T,
): Promise<T> {
  const at = timestamp(ports.clock.now());
  const reviewId = ports.ids.next('rev') as `rev_${string}`;
  const origin: ChangeOrigin = {
    workspaceId: project.workspaceId,
    projectId: project.id,
    reviewId,
    mutationId: ports.ids.next('mut') as `mut_${string}`,
    by: actor.principalId,
    at,
  };
  const result = resultOf(origin);
  await commitReview(ports, {
    workspaceId: project.workspaceId,
    projectId: project.id,
    reviewId,
    decision: selfDecided(actor, { reviewId, kind: 'edit', at, reason }),
    changes: [await change(origin)],
    tally: { artifactsApplied: 0, artifactsSaved: 0, artifactsRejected: 0 },
    rest: async () => [
      memberIsStill(actor),
      tell(ports, {
        workspaceId: actor.workspaceId,
        projectId: project.id,
        actor: actor.principalId,
        type: event.type,
        summary: event.summary,
        data: { targetId: event.targetId, reviewId },
      }),
      ...(await remember(result)),
    ],
  });
  return result;
}

/** The decision of people's own edits and imports: who changes decides. */
export const selfDecided = (
  actor: Actor,
  facts: {
    readonly reviewId: DecisionEntry['reviewId'];
    readonly kind: 'edit' | 'import';
    readonly at: string;
    readonly reason: string | undefined;
  },
): DecisionEntry => ({
  entry: 'decision',
  reviewId: facts.reviewId,
  kind: facts.kind,
  quality: 'approved',
  verdicts: {},
  decidedBy: actor.principalId,
  voters: [actor.principalId],
  via: actor.via,
  assurance: actor.assurance,
  ...(facts.reason === undefined ? {} : { reason: facts.reason }),
  at: facts.at,
});
