import {
  BlockState,
  type BlockSummary,
  type DocumentSummary,
  type Insight,
  listBlocks,
  listDocuments,
  listInsights,
  type Project,
  projectOf,
} from '../../../lib/substrate/index.ts';
import { listTimeline, type TimelineEvent } from '../../../lib/timeline/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { NavLink } from '../layout/frame.tsx';
import { Empty, MoreLink } from '../layout/parts.tsx';
import { cursorOf, nextPagePath } from '../page-cursor.ts';
import { blockPath, documentPath, importPath, projectPath, sessionPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { LinkedText } from '../viewers/linked-text.tsx';
import { Badge, toneOf } from '../words/badges.tsx';
import { counted, grouped, percentOf } from '../words/numbers.ts';
import { blockStateWords, documentStateWords } from '../words/states.ts';
import { Time } from '../words/times.tsx';
import { projectPage } from './project-frame.tsx';

const blocksPerPage = 40;
const documentsShown = 50;
const insightsShown = 10;
const changesShown = 6;

interface Place {
  readonly workspaceId: string;
  readonly projectId: string;
}

/** `GET …/projects/{p}`: what is known, searchable, and what moved last. */
export async function knowledge(request: PageRequest<'knowledge'>): Promise<HttpResult> {
  const { located, visitor, actor, query } = request;
  const ports = platform();
  const project = projectOf(located.project);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const sought = (query.get('query') ?? '').trim().slice(0, 200);
  const state = BlockState.safeParse(query.get('state')).data;
  const cursor = await cursorOf(request);
  const filter = { state, ...(sought === '' ? {} : { query: sought }) };
  const [blocks, documents, insights, changes] = await Promise.all([
    listBlocks(ports, project, filter, { limit: blocksPerPage, cursor }),
    listDocuments(ports, project, {}, { limit: documentsShown }),
    listInsights(ports, project, { limit: insightsShown }),
    listTimeline(ports.table, place, { limit: changesShown, cursor: undefined }),
  ]);
  const now = ports.clock.now();
  const nextPage = await nextPagePath(request, blocks.cursor);
  const children = (
    <>
      <Counts project={project} />
      <LastChanges events={changes.items} now={now} />
      <Documents items={documents.items} place={place} now={now} />
      <section aria-labelledby="blocks">
        <h2 id="blocks">Blocks</h2>
        <Search place={place} sought={sought} state={state} />
        <Blocks items={blocks.items} place={place} isFiltered={sought !== '' || state !== undefined} now={now} />
        <MoreLink href={nextPage}>Older blocks</MoreLink>
      </section>
      <Insights items={insights.items} place={place} now={now} />
    </>
  );
  return projectPage({ project, tab: 'knowledge', visitor, actor, children });
}

function Counts({ project }: { readonly project: Project }) {
  const { blockCounts, documentCount, headRevision } = project;
  const numbers: readonly (readonly [string, number])[] = [
    ['Accepted blocks', blockCounts.accepted ?? 0],
    ['Locked blocks', blockCounts.locked ?? 0],
    ['Documents', documentCount],
    ['Revision', headRevision],
  ];
  return (
    <dl class="numbers">
      {numbers.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{grouped(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function LastChanges({ events, now }: { readonly events: readonly TimelineEvent[]; readonly now: number }) {
  if (events.length === 0) return null;
  return (
    <details class="more">
      <summary>What moved last</summary>
      <ol class="story">
        {events.map((event) => (
          <li key={event.id}>
            <LinkedText
              address={
                event.sessionId === undefined || event.projectId === undefined
                  ? undefined
                  : sessionPath({
                      workspaceId: event.workspaceId,
                      projectId: event.projectId,
                      sessionId: event.sessionId,
                    })
              }
              text={event.summary}
            />
            <p class="quiet small">
              <Time at={event.at} now={now} />
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}

interface DocumentsProps {
  readonly items: readonly DocumentSummary[];
  readonly place: Place;
  readonly now: number;
}
function Documents({ items, place, now }: DocumentsProps) {
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="documents">
      <h2 id="documents">Documents</h2>
      <ul class="list">
        {items.map((document) => (
          <li key={document.id}>
            <div class="row-head">
              <a class="row-link" href={documentPath(place, document.id)}>
                <Plain text={document.title} />
              </a>
              <Badge tone={toneOf(document.state)}>{documentStateWords[document.state]}</Badge>
            </div>
            <ul class="facts">
              <li>Version {document.version}</li>
              <li>cites {counted(document.blockIds.length, 'block')}</li>
              <li>
                Changed <Time at={document.updatedAt} now={now} />
              </li>
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface SearchProps {
  readonly place: Place;
  readonly sought: string;
  readonly state: BlockState | undefined;
}
const Search = ({ place, sought, state }: SearchProps) => (
  <>
    <form method="get" action={projectPath(place)} class="inline-form">
      <div class="field">
        <label class="label" for="query">
          Find in titles and texts
        </label>
        <input type="search" id="query" name="query" value={sought} maxLength={200} />
      </div>
      {state !== undefined && <input type="hidden" name="state" value={state} />}
      <button type="submit" class="button">
        Find
      </button>
    </form>
    <nav class="filters" aria-label="By state">
      <NavLink href={projectPath(place)} isCurrent={state === undefined}>
        All
      </NavLink>
      {(['accepted', 'locked', 'retracted'] as const).map((each) => (
        <NavLink key={each} href={`${projectPath(place)}?state=${each}`} isCurrent={state === each}>
          {blockStateWords[each]}
        </NavLink>
      ))}
    </nav>
  </>
);

interface BlocksProps {
  readonly items: readonly BlockSummary[];
  readonly place: Place;
  readonly isFiltered: boolean;
  readonly now: number;
}
function Blocks({ items, place, isFiltered, now }: BlocksProps) {
  if (items.length === 0)
    return (
      <Empty>
        <p>{isFiltered ? 'No block is like that.' : 'Nothing is known here yet.'}</p>
        {!isFiltered && (
          <p>
            <a href={importPath(place)}>Import Markdown</a>, or let an agent find something out.
          </p>
        )}
      </Empty>
    );
  return (
    <ul class="list">
      {items.map((block) => (
        <li key={block.id}>
          <div class="row-head">
            <a class="row-link" href={blockPath(place, block.id)}>
              <Plain text={block.title} />
            </a>
            <Badge tone={toneOf(block.state)}>{blockStateWords[block.state]}</Badge>
          </div>
          <p class="row-text">
            <Plain text={block.excerpt} />
          </p>
          <ul class="facts">
            <li>
              <Plain text={block.type} />
            </li>
            <li>Version {block.version}</li>
            {block.citedBy.length > 0 && <li>used by {counted(block.citedBy.length, 'document')}</li>}
            <li>
              Changed <Time at={block.updatedAt} now={now} />
            </li>
          </ul>
        </li>
      ))}
    </ul>
  );
}

interface InsightsProps {
  readonly items: readonly Insight[];
  readonly place: Place;
  readonly now: number;
}
function Insights({ items, place, now }: InsightsProps) {
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="insights">
      <h2 id="insights">Insights</h2>
      <ul class="list">
        {items.map((insight) => (
          <li key={insight.id}>
            <a class="row-link" href={sessionPath({ ...place, sessionId: insight.sessionId })}>
              <Plain text={insight.title} />
            </a>
            <p class="row-text">
              <Plain text={insight.content.slice(0, 400)} />
            </p>
            <ul class="facts">
              {insight.agentConfidence !== undefined && (
                <li>The agent was {percentOf(insight.agentConfidence)} sure</li>
              )}
              <li>
                Recorded <Time at={insight.createdAt} now={now} />
              </li>
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
