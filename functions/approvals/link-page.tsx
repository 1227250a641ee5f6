import { signInPath } from '../console/paths.ts';
import { DecisionForm, ErrorSummary } from '../console/review/decision-form.tsx';
import { OutcomeContent } from '../console/review/outcome-content.tsx';
import { type FormError, type GivenDecision, nothingGiven } from '../console/review/read-decision.ts';
import { Deciders, EffectSummary, Fingerprint, WorkToReview } from '../console/review/review-content.tsx';
import { Plain } from '../console/text/plain.tsx';
import { checkpointWords } from '../console/words/states.ts';
import type { HttpResult } from '../middleware/http-event.ts';
import { linkResult } from './link-document.tsx';
import { isOver, type KnownLink, type LinkStanding } from './load-link.ts';

export interface LinkPage {
  readonly link: KnownLink;
  readonly standing: LinkStanding;
  readonly token: string;
  readonly nonce: string;
  readonly now: number;
  readonly status?: number;
  readonly given?: GivenDecision;
  readonly errors?: readonly FormError[];
  /** What has to be said first. */
  readonly problem?: string | undefined;
  readonly whole?: string | undefined;
}

/** The page of a link, whatever the standing. */
export function linkPage(page: LinkPage): HttpResult {
  const { link, standing, given = nothingGiven } = page;
  const { checkpoint, recipient } = link;
  return linkResult(
    {
      title: standing.may === 'see-outcome' ? `Outcome: ${checkpoint.title}` : `Decide: ${checkpoint.title}`,
      recipientName: recipient.displayName,
      children: (
        <>
          {page.problem !== undefined && (
            <p class="notice notice-bad" role="alert">
              <Plain text={page.problem} />
            </p>
          )}
          <div class="page-head">
            <h1>
              <Plain text={checkpoint.title} />
            </h1>
            <p class="quiet">
              {checkpointWords[checkpoint.checkpointType]}. Why you are asked: <Plain text={checkpoint.reason} />
            </p>
          </div>
          {standing.may === 'see-outcome' ? (
            <Ended page={page} outcome={standing.outcome} />
          ) : (
            <Waiting page={page} standing={standing} given={given} />
          )}
        </>
      ),
    },
    page.status,
  );
}

interface EndedProps {
  readonly page: LinkPage;
  readonly outcome: Extract<LinkStanding, { may: 'see-outcome' }>['outcome'];
}
function Ended({ page, outcome }: EndedProps) {
  const { checkpoint } = page.link;
  return (
    <>
      {page.given !== undefined && page.given.feedback !== '' && page.status !== undefined && (
        <div class="notice notice-attention">
          <p>Your words were not sent:</p>
          <p class="quote">
            <Plain text={page.given.feedback} />
          </p>
        </div>
      )}
      <OutcomeContent outcome={outcome} status={checkpoint.status} now={page.now} addressOf={undefined} />
      {isOver(checkpoint.status) && (
        <p class="notice">
          This link decides nothing any more. If the work needs you again, you get a new mail with a new link.
        </p>
      )}
    </>
  );
}

interface WaitingProps {
  readonly page: LinkPage;
  readonly standing: Exclude<LinkStanding, { may: 'see-outcome' }>;
  readonly given: GivenDecision;
}
function Waiting({ page, standing, given }: WaitingProps) {
  const { link, token, now, errors = [] } = page;
  const { review } = standing;
  const path = `/a/${token}`;
  const work = { review, now, addressOf: undefined, pagePath: path, whole: page.whole };
  const mayDecide = standing.may === 'decide' || (standing.may === 'decide-signed-in' && standing.isSignedIn);
  const top = (
    <>
      <ErrorSummary errors={errors} />
      <EffectSummary review={review} now={now} />
      <Deciders review={review} me={link.recipient.principalId} />
    </>
  );
  if (!mayDecide)
    return (
      <>
        {top}
        <CanNotDecide standing={standing} path={path} nonce={page.nonce} />
        <WorkToReview {...work} verdictOf={undefined} />
        <Fingerprint review={review} />
      </>
    );
  return (
    <DecisionForm review={review} action={path} given={given} errors={errors} nonce={page.nonce}>
      {top}
      <WorkToReview {...work} verdictOf={(id) => given.verdicts[id] ?? 'apply'} />
      <Fingerprint review={review} />
    </DecisionForm>
  );
}

interface CanNotDecideProps {
  readonly standing: Exclude<LinkStanding, { may: 'see-outcome' }>;
  readonly path: string;
  readonly nonce: string;
}
function CanNotDecide({ standing, path, nonce }: CanNotDecideProps) {
  if (standing.may === 'decide') return null;
  if (standing.may === 'decide-signed-in')
    return (
      <div class="notice notice-attention">
        <h2>Sign in to decide</h2>
        <p>
          The risk is {standing.review.riskLevel}: for this the link alone is not enough.
          {standing.isOther &&
            ' You are signed in as somebody else; only the person this link is for may decide with it.'}
        </p>
        <p>
          <a class="button button-primary" href={`${signInPath(path)}${standing.isOther ? '&prompt=login' : ''}`}>
            Sign in and come back here
          </a>
        </p>
        {/* Clients read the decision's fields from here whatever the risk; their POST leads to sign-in. People follow the link. */}
        <form method="post" action={path}>
          <input name="digest" value={standing.review.checkpoint.digest} type="hidden" />
          <input name="nonce" value={nonce} type="hidden" />
        </form>
      </div>
    );
  const words = {
    'too-old': 'This link has become too old to decide with. Sign in to Countersign to decide.',
    'not-eligible': 'You may read this, but your role no longer decides on it.',
    voted: 'Your vote is recorded. More people have to vote before anything happens.',
  } as const;
  return <p class="notice">{words[standing.why]}</p>;
}
