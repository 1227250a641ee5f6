import type { TimelineEvent } from '../../../lib/timeline/index.ts';
import { outcomePath, reviewPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { Time } from '../words/times.tsx';
import type { SessionStory } from './load-session.ts';

/** Turns are told apart, in their own list. */
const untold: ReadonlySet<string> = new Set(['session.turn_taken']);

/** What happened, in order: turns, checkpoints, iterations, decisions. */
export function Story({ story, now }: { readonly story: SessionStory; readonly now: number }) {
  const events = story.events.filter(({ type }) => !untold.has(type));
  return (
    <section aria-labelledby="story">
      <h2 id="story">What happened</h2>
      {story.isCut && <p class="quiet small">What came before is left out here; the API has all of it.</p>}
      <ol class="story">
        {events.map((event) => (
          <li key={event.id} class={classOf(event)}>
            <p>
              {event.type === 'session.created' && 'Asked for: '}
              <Plain text={event.summary} />
            </p>
            <Feedback story={story} event={event} />
            <p class="quiet small">
              {event.actor !== 'system' && (
                <>
                  <Plain text={story.nameOf(event.actor)} />,{' '}
                </>
              )}
              <Time at={event.at} now={now} />
              <Where story={story} event={event} />
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function classOf({ type }: TimelineEvent): string | undefined {
  if (type === 'checkpoint.opened') return 'story-waits';
  if (type === 'session.failed' || type === 'checkpoint.rejected' || type === 'mail.failed') return 'story-bad';
  return type.startsWith('checkpoint.') || type === 'session.approved' ? 'story-decision' : undefined;
}

/** The words of a send-back, as the agent got them. */
function Feedback({ story, event }: { readonly story: SessionStory; readonly event: TimelineEvent }) {
  if (event.type !== 'checkpoint.changes_requested') return null;
  const iteration = story.iterations.find(({ checkpointId }) => checkpointId === event.data.checkpointId);
  if (iteration === undefined) return null;
  return (
    <p class="quote">
      <Plain text={iteration.feedback} />
    </p>
  );
}

function Where({ story, event }: { readonly story: SessionStory; readonly event: TimelineEvent }) {
  const { session } = story;
  const { checkpointId, reviewId } = event.data;
  const place = { workspaceId: session.workspaceId, projectId: session.projectId, sessionId: session.id };
  if (typeof reviewId === 'string')
    return (
      <>
        {' · '}
        <a href={outcomePath(place, reviewId)}>See the outcome</a>
      </>
    );
  if (event.type !== 'checkpoint.opened' || typeof checkpointId !== 'string') return null;
  return (
    <>
      {' · '}
      <a href={reviewPath({ ...place, id: checkpointId })}>See what was asked</a>
    </>
  );
}
