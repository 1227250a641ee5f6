import type { Checkpoint } from '../../../lib/checkpoints/index.ts';
import { findCheckpoint, mayDecide } from '../../../lib/checkpoints/index.ts';
import { CountersignError, type ErrorCode, notFound } from '../../../lib/errors.ts';
import { decide as decideUseCase } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import type { Actor } from '../../../lib/identity/index.ts';
import { readSession, type Session } from '../../../lib/sessions/index.ts';
import { projectOf } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import type { PageSession } from '../../middleware/session-cookie.ts';
import { platform } from '../../runtime.ts';
import { seeOther, shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { reviewPath } from '../paths.ts';
import { addressesIn } from './addresses.ts';
import { loadCheckpointOutcome } from './load-outcome.ts';
import { loadReview } from './load-review.ts';
import { type FormError, type GivenDecision, nothingGiven, readDecision } from './read-decision.ts';
import { OpenReview, OutcomeOf, type ReviewNotice } from './review-view.tsx';

/** What a review's page is shown with. */
interface Showing {
  readonly visitor: PageSession;
  readonly actor: Actor;
  readonly session: Session;
  readonly projectName: string;
  readonly status?: number;
  readonly notice?: ReviewNotice | undefined;
  readonly given?: GivenDecision;
  readonly errors?: readonly FormError[];
  readonly whole?: string | undefined;
}

/** `GET …/checkpoints/{c}`: the review while it is open, and its outcome afterwards. */
export function review({ located, visitor, actor, query }: PageRequest<'review'>): Promise<HttpResult> {
  const notice = query.has('again') ? 'repeated' : query.has('voted') ? 'voted' : undefined;
  const whole = query.get('whole') ?? undefined;
  const projectName = projectOf(located.project).name;
  return show(located.checkpoint, { visitor, actor, session: located.session, projectName, notice, whole });
}

/** `POST …/checkpoints/{c}`: decides, then leads to the outcome; what could not be done comes back with everything that was typed. */
export async function decide(request: PageRequest<'decide'>): Promise<HttpResult> {
  const { located, visitor, actor, form } = request;
  const { checkpoint, session } = located;
  const read = readDecision(form, checkpoint);
  const projectName = projectOf(located.project).name;
  const showing: Showing = { visitor, actor, session, projectName, given: read.given };
  if (read.outcome === 'incomplete') return show(checkpoint, { ...showing, errors: read.errors, status: 400 });
  try {
    const place = { sessionId: session.id, checkpointId: checkpoint.id };
    const answer = await decideUseCase(platform(), actor, place, read.command, rememberNothing);
    const said = checkpoint.status !== 'open' ? '?again' : answer.status === 'voted' ? '?voted' : '';
    return seeOther(`${reviewPath(checkpoint)}${said}`);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return showRefusal(error, checkpoint, showing);
  }
}

const refusalStatus: Readonly<Partial<Record<ErrorCode, number>>> = {
  forbidden: 403,
  invalid_request: 400,
  content_changed: 409,
  block_conflict: 409,
  already_decided: 409,
  state_conflict: 409,
};

/** Somebody was faster, or the work is another by now: the page says so, shows what there is now, and keeps the words. */
async function showRefusal(error: CountersignError, checkpoint: Checkpoint, showing: Showing): Promise<HttpResult> {
  const status = refusalStatus[error.code];
  if (status === undefined) throw error;
  const { table } = platform();
  const { workspaceId, sessionId, id } = checkpoint;
  const session = await readSession(table, workspaceId, sessionId);
  if (session === undefined) throw notFound();
  const openId = session.status === 'pending_review' ? session.openCheckpointId : id;
  const current = await findCheckpoint(table, workspaceId, sessionId, openId);
  if (current === undefined) throw notFound();
  const notice: ReviewNotice = current.id === id ? { code: error.code, detail: error.message } : 'moved_on';
  return show(current, { ...showing, session, status, notice });
}

async function show(checkpoint: Checkpoint, showing: Showing): Promise<HttpResult> {
  const { visitor, actor, session, status = 200 } = showing;
  const ports = platform();
  const now = ports.clock.now();
  const common = {
    now,
    projectName: showing.projectName,
    notice: showing.notice,
    given: showing.given ?? nothingGiven,
    addressOf: addressesIn(checkpoint),
    checkpoint,
    session,
  };
  const surroundingsLoad = loadSurroundings(ports.table, visitor, actor);
  if (checkpoint.status !== 'open') {
    const [surroundings, outcome] = await Promise.all([surroundingsLoad, loadCheckpointOutcome(ports, checkpoint)]);
    const children = <OutcomeOf {...common} outcome={outcome} />;
    return shown(framed({ title: `Outcome: ${checkpoint.title}`, section: 'inbox', surroundings, children }), status);
  }
  const [surroundings, loaded] = await Promise.all([surroundingsLoad, loadReview(ports, checkpoint, session)]);
  const children = (
    <OpenReview
      {...common}
      review={loaded}
      errors={showing.errors ?? []}
      whole={showing.whole}
      actor={actor}
      mayDecide={mayDecide(checkpoint, loaded.policy, actor)}
    />
  );
  return shown(framed({ title: `Review: ${checkpoint.title}`, section: 'inbox', surroundings, children }), status);
}
