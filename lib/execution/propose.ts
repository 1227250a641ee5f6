/** Turns a call that proposes something into a revision of an artifact, or into a sentence that says why not. */
import { type ArtifactRevision, artifactIdOf, contentDigestOf, keepBody } from '../artifacts/index.ts';
import { timestamp } from '../identity/index.ts';
import type { Blobs } from '../platform/index.ts';
import { maxContentBytes } from '../substrate/index.ts';
import { type Desk, isFull, layDown, revisable } from './desk.ts';
import { needsPlan } from './plan.ts';
import type { Proposal } from './proposal.ts';

/** Reasoning and sources lie in the row itself: many artifacts of this size still fit one commit. */
export const maxAccountBytes = 32 * 1024;
const maxSourceContexts = 500;
/** Finer than anybody can be sure; the stores take no number close to 0 beyond 130 places. */
const confidenceSteps = 10_000;

export type Answer = { readonly said: string } | { readonly refused: string };

/** Carries out one proposal. `call` = the call's place in the turn, from 0. */
export async function propose(blobs: Blobs, desk: Desk, proposal: Proposal, call: number): Promise<Answer> {
  const fault = faultOf(desk, proposal);
  if (fault !== undefined) return { refused: fault };
  const former = proposal.revises === undefined ? undefined : revisable(desk, proposal.revises, proposal.artifactType);
  if (former !== undefined && 'refused' in former) return former;
  const contentDigest = contentDigestOf(proposal);
  const twin = twinFault(desk, proposal, former, contentDigest);
  if (twin !== undefined) return { refused: twin };
  const revision = await revisionOf(blobs, desk, proposal, { former, contentDigest, call });
  layDown(desk, revision);
  const made = former === undefined ? 'Recorded' : 'Revised';
  return { said: `${made} as ${revision.id}, revision ${revision.revision}. A person decides what becomes of it.` };
}

/** What is wrong with the proposal itself. */
function faultOf(desk: Desk, proposal: Proposal): string | undefined {
  const { title, content, targetBlockId } = proposal;
  if (needsPlan(desk.session))
    return 'Ask for approval of your plan first: call request_checkpoint with checkpointType plan_approval and the plan in content.';
  if (content.trim() === '') return 'The content is empty.';
  const bytes = Buffer.byteLength(content);
  if (bytes > maxContentBytes) return `The content has ${bytes} bytes; at most ${maxContentBytes}. Divide it.`;
  const accountBytes = Buffer.byteLength(JSON.stringify([proposal.reasoning, proposal.sources]));
  if (accountBytes > maxAccountBytes)
    return `Reasoning and sources have ${accountBytes} bytes together; at most ${maxAccountBytes}. Quote less.`;
  const stranger = proposal.sourceContextIds.find((id) => !desk.knownIds.has(id));
  if (stranger !== undefined) return `${stranger} is not in the bundle. Cite only what is.`;
  if (targetBlockId === undefined) return undefined;
  const target = desk.blocks.get(targetBlockId);
  if (target === undefined) return `The block ${targetBlockId} is not in the bundle, so it can not be updated.`;
  return target.content === content && target.title === title
    ? 'This is the block as it stands: nothing would change.'
    : undefined;
}

/** What stands in its way among the other artifacts of the session. */
function twinFault(
  desk: Desk,
  { targetBlockId }: Proposal,
  former: ArtifactRevision | undefined,
  contentDigest: string,
): string | undefined {
  if (former?.contentDigest === contentDigest) return `This is ${former.id} as it stands: revise what was asked for.`;
  if (former !== undefined)
    return former.targetBlockId === targetBlockId ? undefined : `${former.id} is an update of ${former.targetBlockId}.`;
  for (const other of desk.artifacts.values()) {
    if (other.contentDigest === contentDigest) return `You have proposed exactly this before, as ${other.id}.`;
    if (targetBlockId !== undefined && other.targetBlockId === targetBlockId)
      return `${other.id} is an update of ${targetBlockId} already. Give its id as "revises" to replace it.`;
  }
  return isFull(desk) ? 'The session has as many artifacts as one review can show. Finish now.' : undefined;
}

async function revisionOf(
  blobs: Blobs,
  desk: Desk,
  proposal: Proposal,
  made: { readonly former: ArtifactRevision | undefined; readonly contentDigest: string; readonly call: number },
): Promise<ArtifactRevision> {
  const { session, turn, startedAtMs } = desk;
  const { content, reasoning, confidence, revises: _, sourceContextIds, ...artifact } = proposal;
  const asFile = artifact.contentType === undefined ? undefined : { contentType: artifact.contentType };
  const body = await keepBody(blobs, session.workspaceId, content, asFile);
  // An artifact of this very turn that is made anew has no revision that anybody could have seen.
  const number = made.former === undefined ? 1 : made.former.revision + (desk.written.has(made.former.id) ? 0 : 1);
  return {
    ...artifact,
    ...body,
    id: made.former?.id ?? artifactIdOf({ sessionId: session.id, turn, call: made.call, startedAtMs }),
    sessionId: session.id,
    revision: number,
    agentConfidence: Math.round(confidence * confidenceSteps) / confidenceSteps,
    agentReasoning: reasoning,
    agentSessionId: session.agentSessionId,
    sourceContextIds: sourceContextIds.slice(0, maxSourceContexts),
    contentDigest: made.contentDigest,
    turn,
    createdAt: timestamp(startedAtMs),
  };
}
