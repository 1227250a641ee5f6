import type { Verdict } from '../../../lib/audit/index.ts';
import { Plain } from '../text/plain.tsx';
import { MarkdownView } from '../viewers/markdown-view.tsx';
import { RiskBadge } from '../words/badges.tsx';
import { counted, listed } from '../words/numbers.ts';
import { artifactTypeWords, checkpointWords } from '../words/states.ts';
import { Due, Time } from '../words/times.tsx';
import type { AddressOf } from './addresses.ts';
import { ArtifactCard } from './artifact-card.tsx';
import { isConflict, type Review } from './load-review.ts';

export interface ReviewView {
  readonly review: Review;
  readonly now: number;
  readonly addressOf: AddressOf | undefined;
  /** The address of the page that shows it, without a query. */
  readonly pagePath: string;
  /** The artifact that is shown whole, whatever its length. */
  readonly whole: string | undefined;
}

/** All texts of a page together; each artifact gets its share, and never less than a screen. */
const pageCharacters = 120_000;
const fewestCharacters = 1_200;
const mostCharacters = 30_000;
const wholeCharacters = 300_000;

const nothingPossible = 'Nothing is applied: none of it fits any more';

/** What happens on approval, computed by us: it stands above everything that the agent says. */
export function EffectSummary({ review, now }: Pick<ReviewView, 'review' | 'now'>) {
  const { checkpoint, works, riskLevel } = review;
  const conflicts = works.filter(isConflict).length;
  return (
    <section class="effect" aria-labelledby="effect">
      <h2 id="effect">What happens if you approve</h2>
      <p class="effect-words">{conflicts > 0 && conflicts === works.length ? nothingPossible : checkpoint.effect}</p>
      {works.length > 0 && (
        <ul>
          {works.map(({ artifact }, index) => (
            <li key={artifact.id}>
              {artifactTypeWords[artifact.artifactType]}:{' '}
              <a href={`#artifact-${index + 1}`}>
                <Plain text={artifact.title} />
              </a>
            </li>
          ))}
        </ul>
      )}
      {conflicts > 0 && (
        <p class="notice notice-bad small">
          {counted(conflicts, 'artifact')} can’t be applied: the knowledge has moved on since the agent read it. Send
          the work back, and the agent gets the knowledge as it is now.
        </p>
      )}
      <ul class="facts">
        <li>
          <RiskBadge level={riskLevel} />
        </li>
        <li>
          <Due at={checkpoint.dueAt} now={now} />
        </li>
        <li>
          Asked <Time at={checkpoint.openedAt} now={now} />
        </li>
      </ul>
    </section>
  );
}

/** Who else may decide, and who has voted. */
export function Deciders({ review, me }: { readonly review: Review; readonly me: string }) {
  const { deciders, votes, checkpoint } = review;
  const others = deciders.filter(({ principalId }) => principalId !== me).map(({ displayName }) => displayName);
  const shownNames = 5;
  const names = others.slice(0, shownNames);
  if (others.length > shownNames) names.push(`${others.length - shownNames} more`);
  return (
    <>
      <p class="quiet small">
        {checkpoint.policy.quorum > 1 && `${checkpoint.policy.quorum} approvals are needed. `}
        {others.length === 0 ? 'Nobody else may decide.' : <>May decide as well: {<Plain text={listed(names)} />}.</>}
      </p>
      {votes.length > 0 && (
        <p class="quiet small">
          Has voted so far:{' '}
          <Plain text={listed(votes.map((vote) => `${vote.displayName} (${voteWords[vote.quality]})`))} />.
        </p>
      )}
    </>
  );
}
const voteWords = { approved: 'approved', changes_requested: 'sent back', rejected: 'rejected' } as const;

/** The question, the plan if there is one, and each artifact. */
export function WorkToReview({
  verdictOf,
  ...view
}: ReviewView & { readonly verdictOf: ((artifactId: string) => Verdict) | undefined }) {
  const { review, addressOf, pagePath, whole } = view;
  const { checkpoint, works } = review;
  const share = Math.floor(pageCharacters / Math.max(1, works.length));
  const maxCharacters = Math.min(mostCharacters, Math.max(fewestCharacters, share));
  return (
    <>
      {review.lastFeedback !== undefined && <LastFeedback review={review} now={view.now} />}
      {checkpoint.content !== undefined && (
        <section aria-labelledby="plan">
          <h2 id="plan">The plan</h2>
          <div class="card">
            <MarkdownView text={checkpoint.content} maxCharacters={wholeCharacters} addressOf={addressOf} />
          </div>
        </section>
      )}
      {works.length > 0 && (
        <section aria-labelledby="work">
          <h2 id="work">The work</h2>
          {works.map((work, index) => (
            <ArtifactCard
              key={work.artifact.id}
              work={work}
              place={index + 1}
              of={works.length}
              maxCharacters={whole === work.artifact.id ? wholeCharacters : maxCharacters}
              wholeAt={`${pagePath}?whole=${work.artifact.id}#artifact-${index + 1}`}
              addressOf={addressOf}
              titles={review.titles}
              verdict={verdictOf?.(work.artifact.id)}
            />
          ))}
        </section>
      )}
    </>
  );
}

function LastFeedback({ review, now }: { readonly review: Review; readonly now: number }) {
  const { lastFeedback, nameOf } = review;
  if (lastFeedback === undefined) return null;
  return (
    <div class="notice">
      <p class="small">
        <Plain text={nameOf(lastFeedback.requestedBy)} /> sent the work back{' '}
        <Time at={lastFeedback.createdAt} now={now} />:
      </p>
      <p class="quote">
        <Plain text={lastFeedback.feedback} />
      </p>
    </div>
  );
}

/** For those who look. */
export const Fingerprint = ({ review: { checkpoint } }: { readonly review: Review }) => (
  <details class="more">
    <summary>Ids and digest</summary>
    <p class="small">
      Your decision is bound to exactly this work. If any of it changes, the digest changes and the decision is refused.
    </p>
    <dl class="pairs">
      <dt>Kind</dt>
      <dd>{checkpointWords[checkpoint.checkpointType]}</dd>
      <dt>Digest</dt>
      <dd class="hash">{checkpoint.digest}</dd>
      <dt>Checkpoint</dt>
      <dd class="hash">{checkpoint.id}</dd>
      <dt>Session</dt>
      <dd class="hash">{checkpoint.sessionId}</dd>
    </dl>
  </details>
);
