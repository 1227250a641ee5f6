import { CountersignError } from '../../../lib/errors.ts';
import { archiveDocument } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import {
  type BlockBody,
  findBlock,
  getDocument,
  type KnowledgeDocument,
  listDocumentVersions,
  projectOf,
} from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { authorizes } from '../authorizes.ts';
import { seeOther, shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { PageHead } from '../layout/parts.tsx';
import { loadNames } from '../load-names.ts';
import { blockPath, documentPath, projectPath } from '../paths.ts';
import { addressesIn } from '../review/addresses.ts';
import { Plain } from '../text/plain.tsx';
import { LinkedText } from '../viewers/linked-text.tsx';
import { MarkdownView } from '../viewers/markdown-view.tsx';
import { Badge, toneOf } from '../words/badges.tsx';
import { counted } from '../words/numbers.ts';
import { documentStateWords } from '../words/states.ts';
import { Time } from '../words/times.tsx';
import { ChangeState, type StateAction } from './change-state.tsx';
import { comparedIn, History, type HistoryProps } from './history.tsx';
import { loadReasons } from './load-reasons.ts';

const versionsShown = 50;
const citedShown = 60;
const maxCharacters = 300_000;

type Asked = Pick<PageRequest<'document'>, 'visitor' | 'actor' | 'located' | 'query'>;

export const document = (request: PageRequest<'document'>): Promise<HttpResult> => showDocument(request, undefined);

export async function changeDocument(request: PageRequest<'changeDocument'>): Promise<HttpResult> {
  const { form, actor, located } = request;
  const reason = (form.get('reason') ?? '').trim().slice(0, 2000);
  if (form.get('action') !== 'archive') return showDocument(request, 'Choose one of the buttons.');
  try {
    await archiveDocument(platform(), {
      actor,
      project: located.project,
      document: located.document,
      reason: reason === '' ? undefined : reason,
      remember: rememberNothing,
    });
    return seeOther(
      documentPath({ workspaceId: actor.workspaceId, projectId: located.project.id }, located.document.id),
    );
  } catch (error) {
    if (!(error instanceof CountersignError) || !['state_conflict', 'block_conflict'].includes(error.code)) throw error;
    return showDocument(request, error.message, reason);
  }
}

const archive = {
  action: 'archive',
  words: 'Archive it',
  detail: 'It leaves the shelf: agents no longer work from it. Its history stays.',
};

async function showDocument(asked: Asked, error: string | undefined, reason = ''): Promise<HttpResult> {
  const { visitor, actor, located, query } = asked;
  const ports = platform();
  const project = projectOf(located.project);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const [surroundings, found, versions, nameOf] = await Promise.all([
    loadSurroundings(ports.table, visitor, actor),
    getDocument(ports, project, located.document.id),
    listDocumentVersions(ports, project, located.document.id, { limit: versionsShown }),
    loadNames(ports.table, project.workspaceId, project.id),
  ]);
  const reviewIds = versions.items.map(({ reviewId }) => reviewId);
  const [reasons, cited] = await Promise.all([
    loadReasons(ports.table, place, reviewIds, nameOf),
    Promise.all(
      found.blockIds.slice(0, citedShown).map((id) => findBlock(ports.table, project.workspaceId, project.id, id)),
    ),
  ]);
  const mayArchive = authorizes('knowledge.edit', actor) && found.state !== 'archived';
  const children = (
    <DocumentView
      place={place}
      projectName={project.name}
      document={found}
      cited={cited.filter((block) => block !== undefined)}
      history={{ versions: versions.items, reasons, compared: comparedIn(query, versions.items) }}
      actions={mayArchive ? [archive] : []}
      error={error}
      reason={reason}
      now={ports.clock.now()}
    />
  );
  const status = error === undefined ? 200 : 409;
  return shown(framed({ title: found.title, section: 'projects', surroundings, children }), status);
}

interface DocumentViewProps {
  readonly place: { readonly workspaceId: string; readonly projectId: string };
  readonly projectName: string;
  readonly document: KnowledgeDocument;
  /** Blocks that it cites. */
  readonly cited: readonly BlockBody[];
  readonly history: Pick<HistoryProps, 'versions' | 'reasons' | 'compared'>;
  readonly actions: readonly StateAction[];
  readonly error: string | undefined;
  readonly reason: string;
  readonly now: number;
}

function DocumentView({
  place,
  projectName,
  document: found,
  cited,
  history,
  actions,
  error,
  reason,
  now,
}: DocumentViewProps) {
  const path = documentPath(place, found.id);
  return (
    <>
      <PageHead title={found.title} crumbs={[{ href: projectPath(place), text: projectName }]}>
        <ul class="facts">
          <li>
            <Badge tone={toneOf(found.state)}>{documentStateWords[found.state]}</Badge>
          </li>
          <li>Version {found.version}</li>
          <li>
            Changed <Time at={found.updatedAt} now={now} />
          </li>
        </ul>
      </PageHead>
      {error !== undefined && (
        <p class="notice notice-bad" role="alert">
          <Plain text={error} />
        </p>
      )}
      <div class="card">
        <MarkdownView text={found.content} maxCharacters={maxCharacters} addressOf={addressesIn(place)} />
      </div>
      <details class="more">
        <summary>The {counted(found.blockIds.length, 'block')} it cites</summary>
        <ul>
          {cited.map(({ id, title }) => (
            <li key={id}>
              <LinkedText address={blockPath(place, id)} text={title} />
            </li>
          ))}
        </ul>
      </details>
      <History {...history} place={place} path={path} now={now} />
      <ChangeState path={path} actions={actions} reason={reason} />
    </>
  );
}
