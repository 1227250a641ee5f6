import { markBlock } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import {
  type Block,
  type BlockStateChange,
  type DocumentBody,
  findDocument,
  getBlock,
  listBlockVersions,
  projectOf,
  statesFor,
} from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { blockPath, documentPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { LinkedText } from '../viewers/linked-text.tsx';
import { Badge, toneOf } from '../words/badges.tsx';
import { sizeOf } from '../words/numbers.ts';
import { blockStateWords } from '../words/states.ts';
import { Time } from '../words/times.tsx';
import type { StateAction } from './change-state.tsx';
import { type ChangeItem, changeItem, type Refused, showItem, versionsShown } from './item-page.tsx';

const citationsShown = 30;

type Asked = Pick<PageRequest<'block'>, 'visitor' | 'actor' | 'located' | 'query'>;

export const block = (request: PageRequest<'block'>): Promise<HttpResult> => showBlock(request, undefined);

const marks: readonly BlockStateChange[] = ['lock', 'unlock', 'retract'];

export function changeBlock(request: PageRequest<'changeBlock'>): Promise<HttpResult> {
  const { form, actor, located } = request;
  const { project, block: marked } = located;
  const mark = marks.find((each) => each === form.get('action'));
  const path = blockPath({ workspaceId: actor.workspaceId, projectId: project.id }, marked.id);
  const change: ChangeItem | undefined =
    mark &&
    ((reason) => markBlock(platform(), { actor, project, block: marked, mark, reason, remember: rememberNothing }));
  return changeItem({ form, path }, change, (refused) => showBlock(request, refused));
}

const actionWords: Readonly<Record<BlockStateChange, Omit<StateAction, 'action'>>> = {
  lock: { words: 'Lock it', detail: 'Agents may still propose changes, but each counts as high risk.' },
  unlock: { words: 'Unlock it', detail: 'Changes are judged like those of any other block again.' },
  retract: { words: 'Retract it', detail: 'Agents no longer work from it. Its history stays.' },
};

async function showBlock(asked: Asked, refused: Refused | undefined): Promise<HttpResult> {
  const { located } = asked;
  const ports = platform();
  const project = projectOf(located.project);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const [found, versions] = await Promise.all([
    getBlock(ports, project, located.block.id),
    listBlockVersions(ports, project, located.block.id, { limit: versionsShown }),
  ]);
  const users = await Promise.all(
    found.citedBy.slice(0, citationsShown).map((id) => findDocument(ports.table, project.workspaceId, project.id, id)),
  );
  const item = {
    id: found.id,
    title: found.title,
    content: found.content,
    path: blockPath(place, found.id),
    facts: <BlockFacts block={found} now={ports.clock.now()} />,
    related: <UsedBy users={users.filter((user) => user !== undefined)} place={place} />,
    versions: versions.items,
    actions: marks
      .filter((mark) => statesFor(mark).includes(found.state))
      .map((action) => ({ action, ...actionWords[action] })),
  };
  return showItem(asked, item, refused);
}

interface UsedByProps {
  /** Documents that cite it. */
  readonly users: readonly DocumentBody[];
  readonly place: { readonly workspaceId: string; readonly projectId: string };
}
const UsedBy = ({ users, place }: UsedByProps) => (
  <section aria-labelledby="used">
    <h2 id="used">Where it is used</h2>
    {users.length === 0 ? (
      <p class="quiet">No document cites it.</p>
    ) : (
      <ul>
        {users.map(({ id, title }) => (
          <li key={id}>
            <LinkedText address={documentPath(place, id)} text={title} />
          </li>
        ))}
      </ul>
    )}
  </section>
);

interface BlockFactsProps {
  readonly block: Block;
  readonly now: number;
}
const BlockFacts = ({ block: { state, type, version, sizeBytes, updatedAt }, now }: BlockFactsProps) => (
  <>
    <li>
      <Badge tone={toneOf(state)}>{blockStateWords[state]}</Badge>
    </li>
    <li>
      <Plain text={type} />
    </li>
    <li>Version {version}</li>
    <li>{sizeOf(sizeBytes)}</li>
    <li>
      Changed <Time at={updatedAt} now={now} />
    </li>
  </>
);
