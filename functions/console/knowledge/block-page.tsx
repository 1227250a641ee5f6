import { CountersignError } from '../../../lib/errors.ts';
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
import { sizeOf } from '../words/numbers.ts';
import { blockStateWords } from '../words/states.ts';
import { Time } from '../words/times.tsx';
import { ChangeState, type StateAction } from './change-state.tsx';
import { comparedIn, History, type HistoryProps } from './history.tsx';
import { loadReasons } from './load-reasons.ts';

const versionsShown = 50;
const citationsShown = 30;
/** A block's whole content, whatever its size. */
const maxCharacters = 300_000;

type Asked = Pick<PageRequest<'block'>, 'visitor' | 'actor' | 'located' | 'query'>;

export const block = (request: PageRequest<'block'>): Promise<HttpResult> => showBlock(request, undefined);

const marks: readonly BlockStateChange[] = ['lock', 'unlock', 'retract'];

export async function changeBlock(request: PageRequest<'changeBlock'>): Promise<HttpResult> {
  const { form, actor, located } = request;
  const mark = marks.find((each) => each === form.get('action'));
  const reason = (form.get('reason') ?? '').trim().slice(0, 2000);
  if (mark === undefined) return showBlock(request, 'Choose one of the buttons.');
  try {
    await markBlock(platform(), {
      actor,
      project: located.project,
      block: located.block,
      mark,
      reason: reason === '' ? undefined : reason,
      remember: rememberNothing,
    });
    return seeOther(blockPath({ workspaceId: actor.workspaceId, projectId: located.project.id }, located.block.id));
  } catch (error) {
    if (!(error instanceof CountersignError) || !['state_conflict', 'block_conflict'].includes(error.code)) throw error;
    return showBlock(request, error.message, reason);
  }
}

const actionWords: Readonly<Record<BlockStateChange, Omit<StateAction, 'action'>>> = {
  lock: { words: 'Lock it', detail: 'Agents may still propose changes, but each counts as high risk.' },
  unlock: { words: 'Unlock it', detail: 'Changes are judged like those of any other block again.' },
  retract: { words: 'Retract it', detail: 'Agents no longer work from it. Its history stays.' },
};

async function showBlock(asked: Asked, error: string | undefined, reason = ''): Promise<HttpResult> {
  const { visitor, actor, located, query } = asked;
  const ports = platform();
  const project = projectOf(located.project);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const [surroundings, shownBlock, versions, nameOf] = await Promise.all([
    loadSurroundings(ports.table, visitor, actor),
    getBlock(ports, project, located.block.id),
    listBlockVersions(ports, project, located.block.id, { limit: versionsShown }),
    loadNames(ports.table, project.workspaceId, project.id),
  ]);
  const [reasons, users] = await Promise.all([
    loadReasons(
      ports.table,
      place,
      versions.items.map(({ reviewId }) => reviewId),
      nameOf,
    ),
    Promise.all(
      shownBlock.citedBy
        .slice(0, citationsShown)
        .map((id) => findDocument(ports.table, project.workspaceId, project.id, id)),
    ),
  ]);
  const actions = marks
    .filter((mark) => statesFor(mark).includes(shownBlock.state))
    .map((action) => ({ action, ...actionWords[action] }));
  const children = (
    <BlockView
      place={place}
      projectName={project.name}
      block={shownBlock}
      users={users.filter((user) => user !== undefined)}
      history={{ versions: versions.items, reasons, compared: comparedIn(query, versions.items) }}
      actions={authorizes('knowledge.edit', actor) ? actions : []}
      error={error}
      reason={reason}
      now={ports.clock.now()}
    />
  );
  const status = error === undefined ? 200 : 409;
  return shown(framed({ title: shownBlock.title, section: 'projects', surroundings, children }), status);
}

interface BlockViewProps {
  readonly place: { readonly workspaceId: string; readonly projectId: string };
  readonly projectName: string;
  readonly block: Block;
  /** Documents that cite it. */
  readonly users: readonly DocumentBody[];
  readonly history: Pick<HistoryProps, 'versions' | 'reasons' | 'compared'>;
  readonly actions: readonly StateAction[];
  readonly error: string | undefined;
  readonly reason: string;
  readonly now: number;
}

function BlockView({
  place,
  projectName,
  block: shownBlock,
  users,
  history,
  actions,
  error,
  reason,
  now,
}: BlockViewProps) {
  const path = blockPath(place, shownBlock.id);
  return (
    <>
      <PageHead title={shownBlock.title} crumbs={[{ href: projectPath(place), text: projectName }]}>
        <BlockFacts block={shownBlock} now={now} />
      </PageHead>
      {error !== undefined && (
        <p class="notice notice-bad" role="alert">
          <Plain text={error} />
        </p>
      )}
      <div class="card">
        <MarkdownView text={shownBlock.content} maxCharacters={maxCharacters} addressOf={addressesIn(place)} />
      </div>
      <section aria-labelledby="used">
        <h2 id="used">Where it is used</h2>
        {shownBlock.citedBy.length === 0 ? (
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
      <History {...history} place={place} path={path} now={now} />
      <ChangeState path={path} actions={actions} reason={reason} />
    </>
  );
}

const BlockFacts = ({
  block: { state, type, version, sizeBytes, updatedAt },
  now,
}: {
  readonly block: Block;
  readonly now: number;
}) => (
  <ul class="facts">
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
  </ul>
);
