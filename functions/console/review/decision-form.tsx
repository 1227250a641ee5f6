import type { ComponentChildren } from 'preact';
import { isConflict, type Review } from './load-review.ts';
import type { FormError, GivenDecision } from './read-decision.ts';

interface DecisionFormProps {
  readonly review: Review;
  readonly action: string;
  readonly given: GivenDecision;
  readonly errors: readonly FormError[];
  /** What a link's page proves itself with. */
  readonly nonce?: string | undefined;
  /** What has happened meanwhile, beside the buttons. */
  readonly news?: ComponentChildren;
  readonly children: ComponentChildren;
}

/**
 * The one form of a review: what happens, verdicts among the work, feedback, and a bar that says what each button does. All of it is
 * inside, because the bar sticks to the bottom of the screen only as far as its form reaches.
 */
export function DecisionForm({ review, action, given, errors, nonce, news, children }: DecisionFormProps) {
  const { checkpoint } = review;
  const feedbackError = errors.find(({ field }) => field === 'feedback');
  return (
    <form method="post" action={action} data-review>
      <input name="digest" value={checkpoint.digest} type="hidden" />
      {nonce !== undefined && <input name="nonce" value={nonce} type="hidden" />}
      {children}
      <section aria-labelledby="decision-title">
        <h2 id="decision-title">Your decision</h2>
        <div class="field">
          <label class="label" for="feedback">
            Feedback
          </label>
          <span class="hint" id="feedback-hint">
            Needed to send the work back; the agent gets your words as they are.
            {checkpoint.artifacts.length > 1 &&
              ' Back goes what you did not mark to be applied, or everything if all is marked so.'}
          </span>
          {feedbackError && (
            <span class="field-error" id="feedback-error">
              {feedbackError.message}
            </span>
          )}
          <textarea
            id="feedback"
            name="feedback"
            rows={4}
            aria-describedby={feedbackError ? 'feedback-error feedback-hint' : 'feedback-hint'}
            aria-invalid={feedbackError ? true : undefined}
            value={given.feedback}
          />
        </div>
      </section>
      <DecisionBar review={review} news={news} />
    </form>
  );
}

interface DecisionBarProps {
  readonly review: Review;
  readonly news: ComponentChildren;
}
function DecisionBar({ review: { works }, news }: DecisionBarProps) {
  const count = works.length;
  const appliesNothing = count === 0 || works.every(isConflict);
  return (
    <div class="decision-bar" id="decision">
      {news}
      <p class="small" data-effect-words aria-live="polite">
        {count === 0
          ? 'Approving lets the agent go on. Nothing is changed yet.'
          : `Approving applies ${count === 1 ? 'it' : `all ${count}`}, unless you mark ${count === 1 ? 'it' : 'some'} otherwise above.`}
      </p>
      <div class="buttons">
        <button type="submit" class="button button-primary" name="decision" value="approve">
          {appliesNothing ? 'Approve' : 'Approve and apply'}
        </button>
        <button type="submit" class="button" name="decision" value="request_changes">
          Send back with feedback
        </button>
        <button type="submit" class="button button-bad" name="decision" value="reject">
          Reject
        </button>
      </div>
    </div>
  );
}

/** Every error at the top, each leading to its field. */
export function ErrorSummary({ errors }: { readonly errors: readonly FormError[] }) {
  if (errors.length === 0) return null;
  return (
    <div class="notice notice-bad" role="alert">
      <h2>This could not be sent yet</h2>
      <ul>
        {errors.map(({ field, message }) => (
          <li key={field}>
            <a href={`#${field}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the keys do, for those who press “?”. */
export const KeyList = () => (
  <dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keys</h2>
    <dl class="keys">
      {keys.map(([key, meaning]) => (
        <>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{meaning}</dd>
        </>
      ))}
    </dl>
    <p class="quiet small">No key decides; that takes one of the buttons.</p>
    <button type="button" class="button" data-close>
      Close
    </button>
  </dialog>
);
const keys = [
  ['j', 'Next artifact'],
  ['k', 'Previous artifact'],
  ['a', 'Mark it: apply'],
  ['d', 'Mark it: keep as a draft'],
  ['r', 'Mark it: reject'],
  ['f', 'Write feedback'],
  ['?', 'This list'],
] as const;
