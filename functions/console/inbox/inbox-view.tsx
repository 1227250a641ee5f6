import type { InboxItem } from '../../../lib/checkpoints/index.ts';
import { type Actor, isAllowed, RiskLevel } from '../../../lib/identity/index.ts';
import type { Session } from '../../../lib/sessions/index.ts';
import type { Project } from '../../../lib/substrate/index.ts';
import { NavLink } from '../layout/frame.tsx';
import { Empty, MoreLink, PageHead } from '../layout/parts.tsx';
import { inboxPath, projectsPath } from '../paths.ts';
import { SessionRow } from '../session/session-row.tsx';
import { Plain } from '../text/plain.tsx';
import { RiskBadge } from '../words/badges.tsx';
import { checkpointWords, riskWords } from '../words/states.ts';
import { Due, Time } from '../words/times.tsx';

interface InboxViewProps {
  readonly actor: Actor;
  readonly items: readonly InboxItem[];
  /** Nothing waits at all, whatever the filter. */
  readonly isEmpty: boolean;
  readonly risk: RiskLevel | undefined;
  readonly running: readonly Session[];
  readonly projects: readonly Project[];
  readonly nextPage: string | undefined;
  readonly now: number;
}

export function InboxView({ actor, items, isEmpty, risk, running, projects, nextPage, now }: InboxViewProps) {
  const nameOf = (projectId: string): string => projects.find(({ id }) => id === projectId)?.name ?? '';
  return (
    <>
      <PageHead title="Inbox">
        <p class="quiet">Work that waits for your decision, the most urgent first.</p>
      </PageHead>
      <p class="notice" role="status" hidden data-inbox-news>
        Your inbox has changed. <a href={inboxPath(actor)}>Show it as it is now</a>
      </p>
      {!isEmpty && <RiskFilter actor={actor} risk={risk} />}
      {items.length === 0 ? (
        <NothingWaits actor={actor} isEmpty={isEmpty} running={running} projects={projects} now={now} />
      ) : (
        <ul class="list">
          {items.map((item) => (
            <Row key={item.checkpointId} item={item} projectName={nameOf(item.projectId)} now={now} />
          ))}
        </ul>
      )}
      <MoreLink href={nextPage}>Less urgent ones</MoreLink>
    </>
  );
}

const RiskFilter = ({ actor, risk }: { readonly actor: Actor; readonly risk: RiskLevel | undefined }) => (
  <nav class="filters" aria-label="By risk">
    <NavLink href={inboxPath(actor)} isCurrent={risk === undefined}>
      All
    </NavLink>
    {RiskLevel.options.map((level) => (
      <NavLink key={level} href={`${inboxPath(actor)}?risk=${level}`} isCurrent={risk === level}>
        {riskWords[level]}
      </NavLink>
    ))}
  </nav>
);

interface RowProps {
  readonly item: InboxItem;
  readonly projectName: string;
  readonly now: number;
}
const Row = ({ item, projectName, now }: RowProps) => (
  <li>
    <div class="row-head">
      <a class="row-link" href={item.link}>
        <Plain text={item.title} />
      </a>
      <RiskBadge level={item.riskLevel} />
    </div>
    <p class="row-text">{item.effect}</p>
    <ul class="facts">
      {projectName !== '' && (
        <li>
          <Plain text={projectName} />
        </li>
      )}
      <li>{checkpointWords[item.checkpointType]}</li>
      <li>
        Asked <Time at={item.waitingSince} now={now} />
      </li>
      <li>
        <Due at={item.dueAt} now={now} />
      </li>
    </ul>
  </li>
);

type NothingWaitsProps = Pick<InboxViewProps, 'actor' | 'isEmpty' | 'running' | 'projects' | 'now'>;

/** An empty inbox is good news, so it says what is going on instead. */
function NothingWaits({ actor, isEmpty, running, projects, now }: NothingWaitsProps) {
  const decides = isAllowed('checkpoint.decide', actor.role, actor.kind);
  return (
    <>
      <Empty>
        <h2>{isEmpty ? 'Nothing waits for you' : 'Nothing of this risk waits for you'}</h2>
        <p class="quiet">
          {decides
            ? 'When an agent asks for a decision, it appears here, and you get a mail.'
            : 'Your role reads along; reviewers, admins and owners decide.'}
        </p>
        {projects.length === 0 && (
          <p>
            <a class="button button-primary" href={projectsPath(actor)}>
              Begin a project
            </a>
          </p>
        )}
      </Empty>
      {running.length > 0 && (
        <section aria-labelledby="running">
          <h2 id="running">Going on now</h2>
          <ul class="list">
            {running.map((session) => (
              <SessionRow key={session.id} session={session}>
                <p class="row-text">
                  Last moved <Time at={session.updatedAt} now={now} />
                </p>
              </SessionRow>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
