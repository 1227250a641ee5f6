import type { Checkpoint } from '../../../lib/checkpoints/index.ts';
import type { ErrorCode } from '../../../lib/errors.ts';
import type { Actor } from '../../../lib/identity/index.ts';
import type { Session } from '../../../lib/sessions/index.ts';
import { inboxPath, projectPath, reviewPath, sessionPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { checkpointWords } from '../words/states.ts';
import type { AddressOf } from './addresses.ts';
import { DecisionForm, ErrorSummary, KeyList } from './decision-form.tsx';
import type { Outcome } from './load-outcome.ts';
import type { Review } from './load-review.ts';
import { OutcomeContent } from './outcome-content.tsx';
import type { FormError, GivenDecision } from './read-decision.ts';
import { Deciders, EffectSummary, Fingerprint, WorkToReview } from './review-content.tsx';
import { ReviewNews, UnsentWords } from './review-news.tsx';

/** What has to be said first. `moved_on`: the review that was answered has ended and this is the next one. */
export type ReviewNotice = 'repeated' | 'voted' | 'moved_on' | { readonly code: ErrorCode; readonly detail: string };

interface Common {
  readonly projectName: string;
  readonly checkpoint: Checkpoint;
  readonly session: Session;
  readonly now: number;
  readonly notice: ReviewNotice | undefined;
  readonly given: GivenDecision;
  readonly addressOf: AddressOf | undefined;
}

interface OpenReviewProps extends Common {
  readonly review: Review;
  readonly errors: readonly FormError[];
  readonly whole: string | undefined;
  readonly actor: Actor;
  readonly mayDecide: boolean;
}

/** A review that waits, for somebody who is signed in. */
export function OpenReview(props: OpenReviewProps) {
  const { review, checkpoint, now, given, errors, actor, addressOf } = props;
  const pagePath = reviewPath(checkpoint);
  const hasVoted = review.votes.some(({ principalId }) => principalId === actor.principalId);
  const decides = props.mayDecide && !hasVoted;
  const work = { review, now, addressOf, pagePath, whole: props.whole };
  const heading = (
    <>
      <Notice notice={props.notice} />
      <ErrorSummary errors={errors} />
      <ReviewHead checkpoint={checkpoint} projectName={props.projectName} />
      <EffectSummary review={review} now={now} />
      <Deciders review={review} me={actor.principalId} />
      {!decides && <WhyNot hasVoted={hasVoted} actor={actor} checkpoint={checkpoint} />}
    </>
  );
  if (!decides)
    return (
      <>
        {heading}
        <ReviewNews review={review} />
        <WorkToReview {...work} verdictOf={undefined} />
        <Fingerprint review={review} />
      </>
    );
  return (
    <>
      <DecisionForm
        review={review}
        action={pagePath}
        given={given}
        errors={errors}
        news={<ReviewNews review={review} />}
      >
        {heading}
        <WorkToReview {...work} verdictOf={(id) => given.verdicts[id] ?? 'apply'} />
        <Fingerprint review={review} />
      </DecisionForm>
      <KeyList />
    </>
  );
}

/** A review that has ended. */
export function OutcomeOf({
  checkpoint,
  session,
  outcome,
  now,
  notice,
  given,
  addressOf,
  projectName,
}: Common & { readonly outcome: Outcome }) {
  const next = session.status === 'pending_review' && session.openCheckpointId !== checkpoint.id;
  return (
    <>
      <Notice notice={notice} />
      <ReviewHead checkpoint={checkpoint} projectName={projectName} isOver />
      {given.feedback === '' ? (
        <UnsentWords checkpoint={checkpoint} sent={outcome.feedback} />
      ) : (
        <KeptWords words={given.feedback} />
      )}
      <OutcomeContent outcome={outcome} status={checkpoint.status} now={now} addressOf={addressOf} />
      <p class="buttons">
        {next && (
          <a class="button button-primary" href={reviewPath({ ...checkpoint, id: session.openCheckpointId })}>
            Open the next review of this work
          </a>
        )}
        <a class="button" href={sessionPath(checkpoint)}>
          See the whole story
        </a>
        <a class="button" href={inboxPath(checkpoint)}>
          Back to the inbox
        </a>
      </p>
    </>
  );
}

interface ReviewHeadProps {
  readonly checkpoint: Checkpoint;
  readonly projectName: string;
  /** Nobody is asked any more. */
  readonly isOver?: boolean;
}
function ReviewHead({ checkpoint, projectName, isOver = false }: ReviewHeadProps) {
  return (
    <div class="page-head">
      <nav class="crumbs" aria-label="Where this is">
        <a href={projectPath(checkpoint, 'work')}>
          <Plain text={projectName} />
        </a>
        <span aria-hidden="true">/</span>
        <a href={sessionPath(checkpoint)}>Session</a>
      </nav>
      <h1>
        <Plain text={checkpoint.title} />
      </h1>
      {!isOver && (
        <p class="quiet">
          {checkpointWords[checkpoint.checkpointType]}. Why you are asked: <Plain text={checkpoint.reason} />
        </p>
      )}
    </div>
  );
}

const KeptWords = ({ words }: { readonly words: string }) => (
  <div class="notice notice-attention">
    <p>Your words were not sent. Here they are, so that nothing is lost:</p>
    <p class="quote">
      <Plain text={words} />
    </p>
  </div>
);

const refusalTitles: Readonly<Partial<Record<ErrorCode, string>>> = {
  forbidden: 'You may not decide on this',
  block_conflict: 'The knowledge has moved on, so nothing was applied',
  already_decided: 'This was decided before you',
  content_changed: 'The work is no longer what you saw',
  state_conflict: 'This is no longer open',
};

function Notice({ notice }: { readonly notice: ReviewNotice | undefined }) {
  if (notice === undefined) return null;
  if (notice === 'repeated')
    return (
      <p class="notice notice-good" role="status">
        You had sent exactly this decision before. It counted once; nothing was done twice.
      </p>
    );
  if (notice === 'voted')
    return (
      <p class="notice notice-good" role="status">
        Your approval is recorded. More are needed before anything is applied.
      </p>
    );
  if (notice === 'moved_on')
    return (
      <div class="notice notice-bad" role="alert">
        <h2>The work has changed while you were reading</h2>
        <p>
          The review you answered had already ended, so your decision was not recorded. This is the work as it is now;
          what the agent changed is shown with each artifact. Your words are kept below.
        </p>
      </div>
    );
  return (
    <div class="notice notice-bad" role="alert">
      <h2>{refusalTitles[notice.code] ?? 'That did not work'}</h2>
      <p>
        <Plain text={notice.detail} /> Your decision was not recorded.
      </p>
    </div>
  );
}

interface WhyNotProps {
  readonly hasVoted: boolean;
  readonly actor: Actor;
  readonly checkpoint: Checkpoint;
}
function WhyNot({ hasVoted, actor, checkpoint }: WhyNotProps) {
  if (hasVoted) return <p class="notice">You have voted. More people have to before anything happens.</p>;
  if (actor.principalId === checkpoint.initiatedBy)
    return <p class="notice">You started this work, so somebody else decides on it. You can read along.</p>;
  return <p class="notice">Your role does not decide on this. You can read along.</p>;
}
