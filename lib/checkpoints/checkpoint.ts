import type { ArtifactType } from '../artifacts/index.ts';
import type { ReviewRecord, Verdict } from '../audit/index.ts';
import { digestOf } from '../digest/index.ts';
import { unreachable } from '../errors.ts';
import type { Policy } from '../identity/index.ts';
import { timestamp } from '../identity/index.ts';
import type { Checkpoint, CheckpointView, Decision, ReviewedArtifact, Vote } from './schema.ts';

const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** What a decision is bound to (G4): RFC 8785 digest of `{checkpointId, content?, artifacts: […] by id}`. */
export function checkpointDigest(
  checkpointId: string,
  content: string | undefined,
  artifacts: readonly ReviewedArtifact[],
): string {
  const shown = [...artifacts].sort(byId).map(({ id, revision, contentDigest, targetBlockId, baseVersion }) => ({
    id,
    revision,
    contentDigest,
    targetBlockId,
    baseVersion,
  }));
  return digestOf({ checkpointId, content, artifacts: shown });
}

const plural = (count: number, noun: string, verb: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'} ${verb}`;
/** What approval would do, computed from the artifacts and not from the agent's words: “2 blocks created, 1 block replaced”. */
export function effectOf(types: readonly ArtifactType[]): string {
  const count = (type: ArtifactType): number => types.filter((other) => other === type).length;
  const parts = [
    [count('block_proposal'), 'block', 'created'],
    [count('block_update'), 'block', 'replaced'],
    [count('document_creation'), 'document', 'published'],
    [count('insight'), 'insight', 'recorded'],
    [count('external_deliverable'), 'file', 'delivered'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, noun, verb]) => plural(number, noun, verb));
  return said.length > 0 ? said.join(', ') : 'The agent goes on with its work; nothing is changed.';
}

/** When the ladder's steps come, and when the checkpoint expires, if it ever does (G13, first form). */
export function ladderTimes(
  policy: Pick<Policy, 'slaLadder'>,
  openedAtMs: number,
): readonly { readonly at: string; readonly do: 'remind' | 'expire' }[] {
  return [...policy.slaLadder]
    .sort((a, b) => a.afterSeconds - b.afterSeconds)
    .map((step) => ({ at: timestamp(openedAtMs + step.afterSeconds * 1000), do: step.do }));
}

/** The winning decision of a checkpoint as losers are told of it (G5). */
export const decisionOf = (record: ReviewRecord): Decision | undefined => {
  const { quality, verdicts, decidedBy, at, via, assurance } = record.decision;
  if (quality === 'expired') return undefined;
  return { reviewId: record.decision.reviewId, quality, verdicts, decidedBy, decidedAt: at, via, assurance };
};

/** Every artifact with its verdict, whatever was left out: an approval applies what it does not name otherwise. */
export const fullVerdicts = (
  artifacts: readonly { readonly id: string }[],
  named: Readonly<Record<string, Verdict>> | undefined,
  absent: Verdict,
): Record<string, Verdict> =>
  Object.fromEntries([...artifacts].sort(byId).map(({ id }) => [id, named?.[id] ?? absent]));

/** A checkpoint as the API shows it. */
export function checkpointView(
  checkpoint: Checkpoint,
  votes: readonly Vote[],
  decision: Decision | undefined,
): CheckpointView {
  const {
    id,
    sessionId,
    sequence,
    checkpointType,
    reason,
    content,
    status,
    artifacts,
    digest,
    effect,
    riskLevel,
    policy,
    openedAt,
    dueAt,
  } = checkpoint;
  return {
    id,
    sessionId,
    sequence,
    checkpointType,
    reason,
    content,
    status,
    digest,
    effect,
    riskLevel,
    openedAt,
    artifactIds: artifacts.map((artifact) => artifact.id),
    policy: { quorum: policy.quorum, roles: policy.roles },
    votes: votes.map(({ principalId, displayName, quality, at }) => ({ principalId, displayName, quality, at })),
    dueAt: dueAt ?? null,
    ...endOf(checkpoint),
    ...(decision ? { decision } : {}),
  };
}

function endOf(checkpoint: Checkpoint): { decidedBy?: string; decidedAt?: string } {
  switch (checkpoint.status) {
    case 'open':
      return {};
    case 'approved':
    case 'changes_requested':
    case 'rejected':
      return { decidedBy: checkpoint.decidedBy, decidedAt: checkpoint.decidedAt };
    case 'expired':
    case 'withdrawn':
      return { decidedAt: checkpoint.decidedAt };
    default:
      return unreachable(checkpoint);
  }
}
