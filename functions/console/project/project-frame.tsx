import type { ComponentChildren } from 'preact';
import { type Actor, isAllowed } from '../../../lib/identity/index.ts';
import type { Project } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageSession } from '../../middleware/session-cookie.ts';
import { platform } from '../../runtime.ts';
import { shown } from '../layout/answers.ts';
import { framed, NavLink } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { PageHead } from '../layout/parts.tsx';
import { importPath, newSessionPath, type ProjectTab, projectPath, projectsPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';

interface ProjectPage {
  readonly project: Project;
  readonly tab: ProjectTab;
  readonly visitor: PageSession;
  readonly actor: Actor;
  readonly children: ComponentChildren;
}

const tabs: readonly (readonly [ProjectTab, string])[] = [
  ['knowledge', 'Knowledge'],
  ['work', 'Work'],
  ['agents', 'Agents'],
  ['audit', 'Audit'],
];

/** One of the four sides of a project. */
export async function projectPage({ project, tab, visitor, actor, children }: ProjectPage): Promise<HttpResult> {
  const surroundings = await loadSurroundings(platform().table, visitor, actor);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const body = (
    <>
      <PageHead title={project.name} crumbs={[{ href: projectsPath(project), text: 'Projects' }]}>
        {project.description !== '' && (
          <p class="quiet">
            <Plain text={project.description} />
          </p>
        )}
        <p class="buttons">
          {isAllowed('session.start', actor.role, actor.kind) && (
            <a class="button button-primary" href={newSessionPath(place)}>
              Start work
            </a>
          )}
          {isAllowed('knowledge.import', actor.role, actor.kind) && (
            <a class="button" href={importPath(place)}>
              Import knowledge
            </a>
          )}
        </p>
      </PageHead>
      <nav class="tabs" aria-label="Sides of the project">
        {tabs.map(([name, words]) => (
          <NavLink key={name} href={projectPath(place, name)} isCurrent={name === tab}>
            {words}
          </NavLink>
        ))}
      </nav>
      {children}
    </>
  );
  const title = tab === 'knowledge' ? project.name : `${tabs.find(([name]) => name === tab)?.[1]}: ${project.name}`;
  return shown(framed({ title, section: 'projects', surroundings, children: body }));
}
