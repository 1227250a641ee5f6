import { type Checkpoint, isLinkEnough, mayDecide } from '../../lib/checkpoints/index.ts';
import { notFound, unreachable } from '../../lib/errors.ts';
import type { Member } from '../../lib/identity/index.ts';
import { type OpenedLink, openLink } from '../../lib/notifications/index.ts';
import type { Platform } from '../../lib/platform/index.ts';
import { readSession } from '../../lib/sessions/index.ts';
import { loadCheckpointOutcome, type Outcome } from '../console/review/load-outcome.ts';
import { loadReview, type Review } from '../console/review/load-review.ts';
import type { PageSession } from '../middleware/session-cookie.ts';

/** A link that opens something, for somebody who is still a member. */
export type KnownLink = Omit<OpenedLink, 'recipient'> & { readonly recipient: Member };

/** What the holder of a link may do now. */
export type LinkStanding =
  /** the link itself is enough */
  | { readonly may: 'decide'; readonly review: Review }
  /** above `policy.linkMaxRisk`: only the recipient, signed in */
  | {
      readonly may: 'decide-signed-in';
      readonly review: Review;
      readonly isSignedIn: boolean;
      readonly isOther: boolean;
    }
  | { readonly may: 'read'; readonly review: Review; readonly why: 'too-old' | 'not-eligible' | 'voted' }
  | { readonly may: 'see-outcome'; readonly outcome: Outcome };

/** @throws CountersignError `not_found` for every token that opens nothing, and for people who have left */
export async function knownLink(ports: Platform, token: string): Promise<KnownLink> {
  const opened = await openLink(ports, token);
  if (opened?.recipient === undefined) throw notFound();
  return { ...opened, recipient: opened.recipient };
}

/** What a line of the log names; never the token. */
export const idsOfLink = ({ checkpoint }: KnownLink) => ({
  workspaceId: checkpoint.workspaceId,
  sessionId: checkpoint.sessionId,
  checkpointId: checkpoint.id,
});

/** What the page of a link shows. Reads only. */
export async function standingOfLink(
  ports: Platform,
  link: KnownLink,
  visitor: PageSession | undefined,
): Promise<LinkStanding> {
  const { checkpoint, recipient } = link;
  if (checkpoint.status !== 'open')
    return { may: 'see-outcome', outcome: await loadCheckpointOutcome(ports, checkpoint) };
  const session = await readSession(ports.table, checkpoint.workspaceId, checkpoint.sessionId);
  if (session === undefined) throw notFound();
  const review = await loadReview(ports, checkpoint, session);
  if (link.isOutdated) return { may: 'read', review, why: 'too-old' };
  if (!mayDecide(checkpoint, review.policy, recipient)) return { may: 'read', review, why: 'not-eligible' };
  if (review.votes.some(({ principalId }) => principalId === recipient.principalId))
    return { may: 'read', review, why: 'voted' };
  if (isLinkEnough(review, review.policy)) return { may: 'decide', review };
  return {
    may: 'decide-signed-in',
    review,
    isSignedIn: visitor?.principalId === recipient.principalId,
    isOther: visitor !== undefined && visitor.principalId !== recipient.principalId,
  };
}

/** Whether a decision by link on a checkpoint that has ended is told where it ended, or that its time is over. */
export function isOver(status: Checkpoint['status']): boolean {
  switch (status) {
    case 'expired':
    case 'withdrawn':
    case 'changes_requested':
      return true;
    case 'open':
    case 'approved':
    case 'rejected':
      return false;
    default:
      return unreachable(status);
  }
}
