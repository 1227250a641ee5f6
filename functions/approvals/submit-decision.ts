import { CountersignError } from '../../lib/errors.ts';
import { decide } from '../../lib/governance/index.ts';
import { rememberNothing } from '../../lib/idempotency/index.ts';
import type { Actor } from '../../lib/identity/index.ts';
import { isOurNonce, makeNonce } from '../../lib/notifications/index.ts';
import { seeOther } from '../console/layout/answers.ts';
import { signInPath } from '../console/paths.ts';
import { type GivenDecision, readDecision } from '../console/review/read-decision.ts';
import { exchangeOf } from '../middleware/exchange.ts';
import type { HttpResult } from '../middleware/http-event.ts';
import { limitRequests } from '../middleware/limit-requests.ts';
import { pageFunction } from '../middleware/page.ts';
import type { PageRequest } from '../middleware/page-request.ts';
import { platform } from '../runtime.ts';
import { type LinkPage, linkPage } from './link-page.tsx';
import { idsOfLink, isOver, type KnownLink, knownLink, type LinkStanding, standingOfLink } from './load-link.ts';

type Submitted = PageRequest<'submitDecision'>;

const tooOld = 'This page was opened too long ago, or is not of this link. Look at the work again, then decide.';
const isBeingDecided = 'This is being decided at this moment. Reload the page to see the outcome.';

/** `POST /a/{token}`: decides once, and leads to the outcome however often it is sent. */
async function submitDecision({ event, params, form, visitor }: Submitted): Promise<HttpResult> {
  // Guessing is hopeless, but it shall not be cheap either.
  limitRequests({ address: event.requestContext.http.sourceIp });
  const ports = platform();
  const { token } = params;
  const link = await knownLink(ports, token);
  const { checkpoint } = link;
  exchangeOf(event).ids = idsOfLink(link);
  const read = readDecision(form, checkpoint);
  const answer = (status: number, more: Partial<LinkPage> = {}): Promise<HttpResult> =>
    answerWithPage(token, visitor, { status, given: read.given, ...more });

  const proof = { token, digest: form.get('digest') ?? '', nonce: form.get('nonce') ?? '' };
  const isOurs = await isOurNonce(ports, { ...proof, createdAt: link.link.createdAt });
  const standing = await standingOfLink(ports, link, visitor);
  // The page of a link that alone is not enough has no nonce to send: whoever posts to it is led to sign in.
  if (!isOurs && !wantsSignIn(standing)) return answer(403, { problem: tooOld });
  const refused = refusalOf(standing, token);
  if (refused !== undefined) return typeof refused === 'number' ? answer(refused) : refused;
  if (read.outcome === 'incomplete') return answer(400, { errors: read.errors });
  try {
    const place = { sessionId: checkpoint.sessionId, checkpointId: checkpoint.id };
    await decide(ports, actorOfLink(link, standing), place, read.command, rememberNothing);
    return seeOther(`/a/${token}`);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return answerRefusal(error, token, read.given, visitor);
  }
}

const wantsSignIn = (standing: LinkStanding): boolean =>
  standing.may === 'decide-signed-in' && !standing.isSignedIn && !standing.isOther;

/** Why the link may not decide: a status, or where to go first. */
function refusalOf(standing: LinkStanding, token: string): number | HttpResult | undefined {
  if (standing.may === 'read') return standing.why === 'too-old' ? 410 : standing.why === 'voted' ? undefined : 403;
  if (standing.may !== 'decide-signed-in' || standing.isSignedIn) return undefined;
  return standing.isOther ? 403 : seeOther(signInPath(`/a/${token}`));
}

/** The recipient, as sure of it as the link or their sign-in makes us. */
const actorOfLink = ({ recipient }: KnownLink, standing: LinkStanding): Actor => ({
  workspaceId: recipient.workspaceId,
  principalId: recipient.principalId,
  kind: recipient.kind,
  role: recipient.role,
  displayName: recipient.displayName,
  assurance: standing.may === 'decide-signed-in' ? 'signed_in' : 'link_holder',
  via: 'link',
});

/** Decided meanwhile: on to the outcome; over without an outcome of this decision: gone; else the page again, with the words. */
async function answerRefusal(
  error: CountersignError,
  token: string,
  given: GivenDecision,
  visitor: Submitted['visitor'],
): Promise<HttpResult> {
  const { checkpoint } = await knownLink(platform(), token);
  if (isOver(checkpoint.status)) return answerWithPage(token, visitor, { status: 410, given });
  // Also while it is open: then it is the vote of this link that stands.
  if (checkpoint.status !== 'open' || error.code === 'already_decided') return seeOther(`/a/${token}`);
  const statuses: Readonly<Partial<Record<string, number>>> = { forbidden: 403, invalid_request: 400 };
  const isConflict = ['block_conflict', 'content_changed', 'state_conflict'].includes(error.code);
  const status = statuses[error.code] ?? (isConflict ? 409 : undefined);
  if (status === undefined) throw error;
  const problem = error.code === 'state_conflict' ? isBeingDecided : `${error.message} Nothing was recorded.`;
  return answerWithPage(token, visitor, { status, given, problem });
}

/** The link's page as it stands now. */
async function answerWithPage(
  token: string,
  visitor: Submitted['visitor'],
  more: Partial<LinkPage>,
): Promise<HttpResult> {
  const ports = platform();
  const link = await knownLink(ports, token);
  const [standing, nonce] = await Promise.all([
    standingOfLink(ports, link, visitor),
    makeNonce(ports, token, link.checkpoint.digest),
  ]);
  return linkPage({ ...more, link, standing, token, nonce, now: ports.clock.now() });
}

export const handler = pageFunction('approvals/submit-decision', { submitDecision });
