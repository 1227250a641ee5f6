import { readSession } from '../../../lib/sessions/index.ts';
import { projectOf } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { PageHead } from '../layout/parts.tsx';
import { projectPath, sessionPath } from '../paths.ts';
import { addressesIn } from './addresses.ts';
import { loadOutcome } from './load-outcome.ts';
import { OutcomeContent } from './outcome-content.tsx';

const kindTitles = { review: 'Decision', expiry: 'Expiry', edit: 'Own change', import: 'Import' } as const;

/** `GET …/reviews/{r}`: a decision, or a change that somebody made themselves. */
export async function outcome({ located, visitor, actor }: PageRequest<'outcome'>): Promise<HttpResult> {
  const ports = platform();
  const project = projectOf(located.project);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const { decision } = located.review;
  const [surroundings, found, session] = await Promise.all([
    loadSurroundings(ports.table, visitor, actor),
    loadOutcome(ports, place, located.review),
    decision.sessionId === undefined ? undefined : readSession(ports.table, place.workspaceId, decision.sessionId),
  ]);
  const title = session?.taskIntent.slice(0, 200) ?? kindTitles[decision.kind];
  const children = (
    <>
      <PageHead title={title} crumbs={[{ href: projectPath(place, 'audit'), text: project.name }]} />
      <OutcomeContent outcome={found} status={undefined} now={ports.clock.now()} addressOf={addressesIn(place)} />
      {session && (
        <p>
          <a class="button" href={sessionPath({ ...place, sessionId: session.id })}>
            See the whole story
          </a>
        </p>
      )}
    </>
  );
  return shown(framed({ title: `Outcome: ${title}`, section: 'projects', surroundings, children }));
}
