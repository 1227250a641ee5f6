import type { Checkpoint } from '../../../lib/checkpoints/index.ts';
import { reviewPath, reviewStatusPath } from '../paths.ts';
import type { Review } from './load-review.ts';
import { reviewTag } from './review-status.ts';

/** Filled by the page's script when somebody else votes or decides meanwhile. Nothing typed is touched. */
export const ReviewNews = ({ review: { checkpoint, votes } }: { readonly review: Review }) => (
  <div
    class="news"
    role="status"
    hidden
    data-shows="news"
    data-status={reviewStatusPath(checkpoint)}
    data-tag={reviewTag(checkpoint, votes)}
    data-session={checkpoint.sessionId}
  >
    <span data-news /> <a href={reviewPath(checkpoint)}>Show it</a>
  </div>
);

/** What somebody had typed when another one decided: the page's script brings it here from the form. */
export const UnsentWords = ({
  checkpoint,
  sent,
}: {
  readonly checkpoint: Pick<Checkpoint, 'id'>;
  /** The words of the decision itself, which need not be shown twice. */
  readonly sent: string | undefined;
}) => (
  <div class="notice notice-attention" hidden data-unsent={checkpoint.id} data-sent={sent ?? ''}>
    <p>You had written this, and it was not sent:</p>
    <p class="quote" />
  </div>
);
