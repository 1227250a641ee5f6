import type { Session } from '../../../lib/sessions/index.ts';
import { blockPath, documentPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { LinkedText } from '../viewers/linked-text.tsx';
import { counted, grouped, moneyOf } from '../words/numbers.ts';
import { strategyWords, taskTypeWords } from '../words/states.ts';
import type { SessionStory } from './load-session.ts';

const shownItems = 12;

/** Who works, on what, and what it has taken so far. */
export function SessionSide({ story }: { readonly story: SessionStory }) {
  const { session, nameOf } = story;
  return (
    <aside aria-label="About this work">
      <div class="card">
        <h2>The agent</h2>
        <dl class="pairs">
          <dt>Agent</dt>
          <dd>
            <Plain text={nameOf(session.agentProfileId)} />
          </dd>
          <dt>Model</dt>
          <dd>
            <Model session={session} />
          </dd>
          <dt>Kind of work</dt>
          <dd>{taskTypeWords[session.taskType]}</dd>
          <dt>Approval</dt>
          <dd>{strategyWords[session.approvalStrategy].name}</dd>
          <dt>Started by</dt>
          <dd>
            <Plain text={nameOf(session.initiatedBy)} />
          </dd>
        </dl>
      </div>
      <Taken session={session} />
      <BundleCard story={story} />
      <details class="more">
        <summary>Ids</summary>
        <dl class="pairs">
          <dt>Session</dt>
          <dd class="hash">{session.id}</dd>
          <dt>Agent’s session</dt>
          <dd class="hash">{session.agentSessionId}</dd>
          {session.bundleId !== undefined && (
            <>
              <dt>Bundle</dt>
              <dd class="hash">{session.bundleId}</dd>
            </>
          )}
        </dl>
      </details>
    </aside>
  );
}

function Taken({ session }: { readonly session: Session }) {
  const { usage, limits } = session;
  return (
    <div class="card">
      <h2>What it has taken</h2>
      <dl class="pairs">
        <dt>Cost</dt>
        <dd>
          {moneyOf(usage.costUsd)} of {moneyOf(limits.maxCostUsd)}
        </dd>
        <dt>Turns</dt>
        <dd>
          {usage.turns} of {limits.maxTurns}
        </dd>
        <dt>Tokens</dt>
        <dd>
          {grouped(usage.inputTokens + usage.cacheReadTokens)} read, {grouped(usage.outputTokens)} written
        </dd>
        <dt>Artifacts</dt>
        <dd>{session.artifactsCount}</dd>
        <dt>Changes</dt>
        <dd>{session.mutationsCount} applied</dd>
        <dt>Rounds</dt>
        <dd>{counted(session.iterationsCount, 'send-back')}</dd>
      </dl>
    </div>
  );
}

const Model = ({ session }: { readonly session: Session }) =>
  session.model.includes('offline') ? (
    <>
      The offline model <span class="quiet small">(for trying: it quotes and compares, and does not think)</span>
    </>
  ) : (
    <Plain text={session.model} />
  );

/** The frozen context: what the agent could see, and what was left out. */
function BundleCard({ story: { bundle, session } }: { readonly story: SessionStory }) {
  if (bundle === undefined) return null;
  const place = { workspaceId: session.workspaceId, projectId: session.projectId };
  const { blocks, documents, assets } = bundle.contents;
  const items = [
    ...documents.map(({ id, title, version }) => ({ id, title, version, path: documentPath(place, id) })),
    ...blocks.map(({ id, title, version }) => ({ id, title, version, path: blockPath(place, id) })),
  ];
  return (
    <div class="card">
      <h2>What it works from</h2>
      <p class="quiet small">
        Frozen at revision {bundle.metadata.headRevision}: {counted(blocks.length, 'block')} of{' '}
        {bundle.metadata.totalBlocks}, {counted(documents.length, 'document')}, {counted(assets.length, 'file')}. The
        agent sees nothing else.
      </p>
      <details class="more">
        <summary>Show them</summary>
        <ul>
          {items.slice(0, shownItems).map(({ id, title, version, path }) => (
            <li key={id}>
              <LinkedText address={path} text={title} /> <span class="quiet small">version {version}</span>
            </li>
          ))}
        </ul>
        {items.length > shownItems && <p class="quiet small">and {items.length - shownItems} more</p>}
      </details>
      {bundle.omitted.length > 0 && (
        <details class="more">
          <summary>{counted(bundle.omitted.length, 'thing')} left out</summary>
          <ul>
            {bundle.omitted.slice(0, shownItems).map(({ id, reason }) => (
              <li key={`${id}${reason}`}>
                <Plain text={reason} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
