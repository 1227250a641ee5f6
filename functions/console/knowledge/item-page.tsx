/** What the pages of a block and of a document have in common: what it says, why it says so, and what one may do with it. */
import type { ComponentChildren } from 'preact';
import type { ArtifactRevision } from '../../../lib/artifacts/index.ts';
import { CountersignError } from '../../../lib/errors.ts';
import { projectOf } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { authorizes } from '../authorizes.ts';
import { seeOther, shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { PageHead } from '../layout/parts.tsx';
import { loadNames } from '../load-names.ts';
import { projectPath } from '../paths.ts';
import { addressesIn } from '../review/addresses.ts';
import { Plain } from '../text/plain.tsx';
import { MarkdownView } from '../viewers/markdown-view.tsx';
import { SourceList } from '../viewers/source-list.tsx';
import { ChangeState, type StateAction } from './change-state.tsx';
import { comparedIn, History, type ShownVersion } from './history.tsx';
import { loadOrigin } from './load-origin.ts';
import { loadReasons } from './load-reasons.ts';

export const versionsShown = 50;
/** The whole content, whatever its size. */
const maxCharacters = 300_000;

type Asked = Pick<PageRequest<'block'>, 'visitor' | 'actor' | 'query'> & {
  readonly located: Pick<PageRequest<'block'>['located'], 'project'>;
};

/** What could not be done, and the reason that was typed. */
export interface Refused {
  readonly error: string;
  readonly reason: string;
}

export interface Item {
  readonly id: string;
  readonly title: string;
  readonly content: string;
  readonly path: string;
  /** State, version, size … */
  readonly facts: ComponentChildren;
  /** What it cites, or what cites it. */
  readonly related: ComponentChildren;
  /** Newest first. */
  readonly versions: readonly ShownVersion[];
  readonly actions: readonly StateAction[];
}

/** Shows an item; after a change that was refused, with what was typed. */
export async function showItem(asked: Asked, item: Item, refused: Refused | undefined): Promise<HttpResult> {
  const { visitor, actor, located, query } = asked;
  const ports = platform();
  const { table } = ports;
  const { workspaceId, id: projectId, name } = projectOf(located.project);
  const place = { workspaceId, projectId };
  const [newest] = item.versions;
  const [surroundings, reasons, origin] = await Promise.all([
    loadSurroundings(table, visitor, actor),
    loadNames(table, workspaceId, projectId).then((nameOf) =>
      loadReasons(
        table,
        place,
        item.versions.map(({ reviewId }) => reviewId),
        nameOf,
      ),
    ),
    newest && loadOrigin(ports, workspaceId, { id: item.id, reviewId: newest.reviewId }),
  ]);
  const children = (
    <>
      <PageHead title={item.title} crumbs={[{ href: projectPath(place), text: name }]}>
        <ul class="facts">{item.facts}</ul>
      </PageHead>
      {refused && (
        <p class="notice notice-bad" role="alert">
          <Plain text={refused.error} />
        </p>
      )}
      <div class="card">
        <MarkdownView text={item.content} maxCharacters={maxCharacters} addressOf={addressesIn(place)} />
      </div>
      {origin && <Origin origin={origin} place={place} />}
      <History
        versions={item.versions}
        reasons={reasons}
        compared={comparedIn(query, item.versions)}
        place={place}
        path={item.path}
        now={ports.clock.now()}
      />
      {item.related}
      <ChangeState
        path={item.path}
        actions={authorizes('knowledge.edit', actor) ? item.actions : []}
        reason={refused?.reason ?? ''}
      />
    </>
  );
  return shown(framed({ title: item.title, section: 'projects', surroundings, children }), refused ? 409 : 200);
}

interface OriginProps {
  readonly origin: ArtifactRevision;
  readonly place: { readonly workspaceId: string; readonly projectId: string };
}
/** Only of what it says now: older versions lead to their decisions. */
const Origin = ({ origin, place }: OriginProps) => (
  <section aria-labelledby="origin">
    <h2 id="origin">Where it comes from</h2>
    <p class="quiet small">An agent wrote this from these sources, and a person approved it.</p>
    <SourceList sources={origin.sources} addressOf={addressesIn(place)} />
  </section>
);

const longestReason = 2_000;
export type ChangeItem = (reason: string | undefined) => Promise<unknown>;

/**
 * Makes a person's own change and leads back to the item.
 * @param change undefined when the form names none of the buttons @param show the page again, with what was typed
 */
export async function changeItem(
  { form, path }: { readonly form: URLSearchParams; readonly path: string },
  change: ChangeItem | undefined,
  show: (refused: Refused) => Promise<HttpResult>,
): Promise<HttpResult> {
  const reason = (form.get('reason') ?? '').trim().slice(0, longestReason);
  if (change === undefined) return show({ error: 'Choose one of the buttons.', reason });
  try {
    await change(reason === '' ? undefined : reason);
    return seeOther(path);
  } catch (error) {
    if (!(error instanceof CountersignError) || !['state_conflict', 'block_conflict'].includes(error.code)) throw error;
    return show({ error: error.message, reason });
  }
}
