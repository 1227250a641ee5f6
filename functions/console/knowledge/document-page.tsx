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
import { blockPath, documentPath } from '../paths.ts';
import { LinkedText } from '../viewers/linked-text.tsx';
import { Badge, toneOf } from '../words/badges.tsx';
import { counted } from '../words/numbers.ts';
import { documentStateWords } from '../words/states.ts';
import { Time } from '../words/times.tsx';
import { changeItem, type Refused, showItem, versionsShown } from './item-page.tsx';

const citedShown = 60;

type Asked = Pick<PageRequest<'document'>, 'visitor' | 'actor' | 'located' | 'query'>;

export const document = (request: PageRequest<'document'>): Promise<HttpResult> => showDocument(request, undefined);

export function changeDocument(request: PageRequest<'changeDocument'>): Promise<HttpResult> {
  const { form, actor, located } = request;
  const { project, document: archived } = located;
  const path = documentPath({ workspaceId: actor.workspaceId, projectId: project.id }, archived.id);
  const change = (reason: string | undefined) =>
    archiveDocument(platform(), { actor, project, document: archived, reason, remember: rememberNothing });
  return changeItem({ form, path }, form.get('action') === archive.action ? change : undefined, (refused) =>
    showDocument(request, refused),
  );
}

const archive = {
  action: 'archive',
  words: 'Archive it',
  detail: 'It leaves the shelf: agents no longer work from it. Its history stays.',
};

async function showDocument(asked: Asked, refused: Refused | undefined): Promise<HttpResult> {
  const { located } = asked;
  const ports = platform();
  const project = projectOf(located.project);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const [found, versions] = await Promise.all([
    getDocument(ports, project, located.document.id),
    listDocumentVersions(ports, project, located.document.id, { limit: versionsShown }),
  ]);
  const cited = await Promise.all(
    found.blockIds.slice(0, citedShown).map((id) => findBlock(ports.table, project.workspaceId, project.id, id)),
  );
  const item = {
    id: found.id,
    title: found.title,
    content: found.content,
    path: documentPath(place, found.id),
    facts: <DocumentFacts document={found} now={ports.clock.now()} />,
    related: <Cited blocks={cited.filter((block) => block !== undefined)} of={found.blockIds.length} place={place} />,
    versions: versions.items,
    actions: found.state === 'archived' ? [] : [archive],
  };
  return showItem(asked, item, refused);
}

interface CitedProps {
  readonly blocks: readonly BlockBody[];
  /** How many there are; not all may be shown. */
  readonly of: number;
  readonly place: { readonly workspaceId: string; readonly projectId: string };
}
const Cited = ({ blocks, of, place }: CitedProps) =>
  of === 0 ? (
    <p class="quiet">It cites no block.</p>
  ) : (
    <details class="more">
      <summary>{of === 1 ? 'The block it cites' : `The ${counted(of, 'block')} it cites`}</summary>
      <ul>
        {blocks.map(({ id, title }) => (
          <li key={id}>
            <LinkedText address={blockPath(place, id)} text={title} />
          </li>
        ))}
      </ul>
    </details>
  );

interface DocumentFactsProps {
  readonly document: KnowledgeDocument;
  readonly now: number;
}
const DocumentFacts = ({ document: { state, version, updatedAt }, now }: DocumentFactsProps) => (
  <>
    <li>
      <Badge tone={toneOf(state)}>{documentStateWords[state]}</Badge>
    </li>
    <li>Version {version}</li>
    <li>
      Changed <Time at={updatedAt} now={now} />
    </li>
  </>
);
