import { artifactStatus } from '../../../lib/artifacts/index.ts';
import type { Actor } from '../../../lib/identity/index.ts';
import { hasEnded, sessionEtag } from '../../../lib/sessions/index.ts';
import { authorizes } from '../authorizes.ts';
import { Field, PageHead } from '../layout/parts.tsx';
import { artifactFilePath, projectPath, reviewPath, sessionPath, sessionStatusPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { Badge, toneOf } from '../words/badges.tsx';
import { sizeOf } from '../words/numbers.ts';
import { artifactStatusWords, artifactTypeWords, sessionWords } from '../words/states.ts';
import type { SessionStory } from './load-session.ts';
import { SessionSide } from './session-side.tsx';
import { StatusLine } from './status-line.tsx';
import { Story } from './story.tsx';
import { Turns } from './turns.tsx';

interface SessionViewProps {
  readonly story: SessionStory;
  readonly actor: Actor;
  readonly refused: { readonly message: string; readonly comment: string } | undefined;
  readonly now: number;
}

/** A session as its story, with what one can do about it. */
export function SessionView({ story, actor, refused, now }: SessionViewProps) {
  const { session, checkpoints } = story;
  const place = { workspaceId: session.workspaceId, projectId: session.projectId, sessionId: session.id };
  const open = checkpoints.find(({ status }) => status === 'open');
  const isLive = !hasEnded(session);
  const follow = isLive
    ? { 'data-status': sessionStatusPath(place), 'data-tag': sessionEtag(session), 'data-session': session.id }
    : {};
  return (
    <>
      <PageHead title={session.taskIntent} crumbs={[{ href: projectPath(place, 'work'), text: story.projectName }]} />
      {refused && (
        <p class="notice notice-bad" role="alert">
          <Plain text={refused.message} />
        </p>
      )}
      <div class="notice" role="status" {...follow}>
        <p>
          <Badge tone={toneOf(session.status)}>{sessionWords[session.status]}</Badge>{' '}
          <StatusLine session={session} checkpoint={open} deciders={story.deciders} now={now} />
        </p>
        {open && (
          <p>
            <a class="button button-primary" href={reviewPath(open)}>
              Open the review
            </a>
          </p>
        )}
        {isLive && (
          <noscript>
            <p class="quiet small">
              <a href={sessionPath(place)}>Reload</a> to see what has happened since.
            </p>
          </noscript>
        )}
        <p data-news hidden>
          Something has happened. <a href={sessionPath(place)}>Show it</a>
        </p>
      </div>
      <div class="columns">
        <div>
          <Artifacts story={story} />
          <Story story={story} now={now} />
          <Turns turns={story.turns} now={now} />
          {isLive && checkpoints.length > 0 && authorizes('session.comment', actor) && (
            <Comment path={sessionPath(place)} text={refused?.comment ?? ''} />
          )}
          <Commands story={story} actor={actor} path={sessionPath(place)} />
        </div>
        <SessionSide story={story} />
      </div>
    </>
  );
}

function Artifacts({ story }: { readonly story: SessionStory }) {
  const { session, artifacts, checkpoints } = story;
  if (artifacts.length === 0) return null;
  const place = { workspaceId: session.workspaceId, projectId: session.projectId, sessionId: session.id };
  return (
    <section aria-labelledby="made">
      <h2 id="made">What it has made</h2>
      <ul class="list">
        {artifacts.map((artifact) => {
          const status = artifactStatus(artifact.id, checkpoints);
          return (
            <li key={artifact.id}>
              <div class="row-head">
                <span>
                  <span class="quiet">{artifactTypeWords[artifact.artifactType]}: </span>
                  <Plain text={artifact.title} />
                </span>
                <Badge tone={toneOf(status)}>{artifactStatusWords[status]}</Badge>
              </div>
              {artifact.fileName !== undefined && (
                <p class="row-text">
                  <a href={artifactFilePath(place, artifact.id)}>
                    <Plain text={artifact.fileName} />
                  </a>{' '}
                  ({sizeOf(artifact.sizeBytes)})
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const Comment = ({ path, text }: { readonly path: string; readonly text: string }) => (
  <details class="more" open={text !== ''}>
    <summary>Say something to the agent</summary>
    <form method="post" action={path} class="card">
      <Field name="text" label="Comment" hint="It reaches the agent with its next turn, and decides nothing.">
        {(attributes) => <textarea {...attributes} rows={3} required value={text} />}
      </Field>
      <button type="submit" class="button" name="action" value="comment">
        Send the comment
      </button>
    </form>
  </details>
);

interface CommandsProps {
  readonly story: SessionStory;
  readonly actor: Actor;
  readonly path: string;
}
function Commands({ story: { session }, actor, path }: CommandsProps) {
  const starts = session.status === 'initialized' && session.queuedAt === undefined;
  const maySteer = authorizes('session.start', actor);
  return (
    <>
      {maySteer && (starts || session.status === 'failed') && (
        <form method="post" action={path}>
          <button type="submit" class="button button-primary" name="action" value={starts ? 'execute' : 'retry'}>
            {starts ? 'Start the work' : 'Try again from where it stopped'}
          </button>
        </form>
      )}
      {!hasEnded(session) && authorizes('session.cancel', actor) && (
        <details class="more">
          <summary>Cancel the work</summary>
          <form method="post" action={path} class="card">
            <p>The agent stops, and what waits for a decision is withdrawn. What was applied stays.</p>
            <Field name="reason" label="Why?" hint="Optional.">
              {(attributes) => <textarea {...attributes} rows={2} maxLength={2000} />}
            </Field>
            <button type="submit" class="button button-bad" name="action" value="cancel">
              Cancel the work
            </button>
          </form>
        </details>
      )}
    </>
  );
}
