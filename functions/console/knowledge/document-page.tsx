import { CountersignError } from '../../../lib/errors.ts';
import { archiveDocument } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { findBlock, getDocument, listDocumentVersions, projectOf } from '../../../lib/substrate/index.ts';
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
import { ChangeState } from './change-state.tsx';
import { comparedIn, History } from './history.tsx';
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
  const now = ports.clock.now();
  const path = documentPath(place, found.id);
  const mayArchive = authorizes('knowledge.edit', actor) && found.state !== 'archived';
  const children = (
    <>
      <PageHead title={found.title} crumbs={[{ href: projectPath(place), text: project.name }]}>
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
          {cited.map(
            (block) =>
              block && (
                <li key={block.id}>
                  <LinkedText address={blockPath(place, block.id)} text={block.title} />
                </li>
              ),
          )}
        </ul>
      </details>
      <History
        versions={versions.items}
        reasons={reasons}
        place={place}
        path={path}
        compared={comparedIn(query, versions.items)}
        now={now}
      />
      {mayArchive && <ChangeState path={path} actions={[archive]} reason={reason} />}
    </>
  );
  const status = error === undefined ? 200 : 409;
  return shown(framed({ title: found.title, section: 'projects', surroundings, children }), status);
}
