import { findDecision, type ReviewRecord } from '../../../lib/audit/index.ts';
import { type Checkpoint, readVotes, type Vote } from '../../../lib/checkpoints/index.ts';
import { unreachable } from '../../../lib/errors.ts';
import { findMember } from '../../../lib/identity/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { asJson } from '../layout/answers.ts';

/** Changes when somebody votes or decides, and with nothing else. */
export const reviewTag = ({ id, status }: Pick<Checkpoint, 'id' | 'status'>, votes: readonly Vote[]): string =>
  `"${id.slice(-8)}-${status}-${votes.length}"`;

/** `GET …/checkpoints/{c}/status`: what a reader of the review should know by now, in words, for the page's own script. */
export async function reviewStatus({ event, located }: PageRequest<'reviewStatus'>): Promise<HttpResult> {
  const { checkpoint } = located;
  const { table } = platform();
  const { workspaceId, sessionId, id } = checkpoint;
  const votes = checkpoint.policy.quorum > 1 ? await readVotes(table, workspaceId, sessionId, id) : [];
  const etag = reviewTag(checkpoint, votes);
  if (event.headers['if-none-match'] === etag) return { statusCode: 304, headers: { etag } };
  const record = checkpoint.status === 'open' ? undefined : await findDecision(table, workspaceId, id);
  const decider = record && (await findMember(table, workspaceId, record.decision.decidedBy));
  return asJson({ news: newsOf(checkpoint, votes, nameOf(record, decider?.displayName)) }, { etag });
}

const nameOf = (record: ReviewRecord | undefined, displayName: string | undefined): string =>
  displayName ?? (record === undefined || record.decision.decidedBy === 'system' ? 'Countersign' : 'Somebody');

function newsOf(checkpoint: Checkpoint, votes: readonly Vote[], name: string): string {
  switch (checkpoint.status) {
    case 'open':
      return votes.length === 0
        ? ''
        : `${votes.at(-1)?.displayName} has voted: ${votes.length} of ${checkpoint.policy.quorum} approvals so far.`;
    case 'approved':
      return `${name} has just approved this. A decision of yours would come too late.`;
    case 'changes_requested':
      return `${name} has just sent this back. A decision of yours would come too late.`;
    case 'rejected':
      return `${name} has just rejected this. A decision of yours would come too late.`;
    case 'expired':
      return 'The time to decide is over. Nothing was applied.';
    case 'withdrawn':
      return 'The work was withdrawn. There is nothing to decide any more.';
    default:
      return unreachable(checkpoint);
  }
}
