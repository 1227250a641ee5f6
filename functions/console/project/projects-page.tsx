import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { type Actor, isAllowed } from '../../../lib/identity/index.ts';
import {
  CreateProject,
  createProject as createUseCase,
  listProjects,
  type Project,
} from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { seeOther, shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { Empty, Field, MoreLink, PageHead } from '../layout/parts.tsx';
import { cursorOf, nextPagePath } from '../page-cursor.ts';
import { projectPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { counted } from '../words/numbers.ts';
import { Time } from '../words/times.tsx';

const projectsPerPage = 50;

interface Given {
  readonly name: string;
  readonly description: string;
  readonly error: string | undefined;
}
const nothing: Given = { name: '', description: '', error: undefined };

type Listing = Pick<PageRequest<'projects'>, 'event' | 'query' | 'visitor' | 'actor'>;

export const projects = (request: PageRequest<'projects'>): Promise<HttpResult> => showProjects(request, nothing);

export async function createProject(request: PageRequest<'createProject'>): Promise<HttpResult> {
  const { form, actor } = request;
  const name = form.get('name') ?? '';
  const description = form.get('description') ?? '';
  const parsed = CreateProject.safeParse({ name, ...(description.trim() === '' ? {} : { description }) });
  if (!parsed.success) {
    const error = 'Give it a name of at most 200 characters, and at most 5,000 characters of description.';
    return showProjects(request, { name, description, error });
  }
  const created = await createUseCase(platform(), { actor, request: parsed.data, remember: rememberNothing });
  return seeOther(projectPath({ workspaceId: created.workspaceId, projectId: created.id }));
}

async function showProjects(listing: Listing, given: Given): Promise<HttpResult> {
  const { visitor, actor } = listing;
  const { table, clock } = platform();
  const cursor = await cursorOf(listing);
  const [surroundings, found] = await Promise.all([
    loadSurroundings(table, visitor, actor),
    listProjects(table, actor.workspaceId, { limit: projectsPerPage, cursor }),
  ]);
  const nextPage = await nextPagePath(listing, found.cursor);
  const children = (
    <>
      <PageHead title="Projects">
        <p class="quiet">Each holds one body of knowledge, and the work on it.</p>
      </PageHead>
      <ProjectList items={found.items} now={clock.now()} />
      <MoreLink href={nextPage}>Older ones</MoreLink>
      {isAllowed('project.create', actor.role, actor.kind) && (
        <NewProject actor={actor} given={given} isOpen={found.items.length === 0 || given.error !== undefined} />
      )}
    </>
  );
  const status = given.error === undefined ? 200 : 400;
  return shown(framed({ title: 'Projects', section: 'projects', surroundings, children }), status);
}

function ProjectList({ items, now }: { readonly items: readonly Project[]; readonly now: number }) {
  if (items.length === 0)
    return (
      <Empty>
        <h2>No project yet</h2>
        <p class="quiet">Begin one below, import what you know as Markdown, and let an agent work on it.</p>
      </Empty>
    );
  return (
    <ul class="list">
      {items.map((project) => (
        <li key={project.id}>
          <div class="row-head">
            <a class="row-link" href={projectPath({ workspaceId: project.workspaceId, projectId: project.id })}>
              <Plain text={project.name} />
            </a>
            <span class="quiet small">
              Changed <Time at={project.updatedAt} now={now} />
            </span>
          </div>
          {project.description !== '' && (
            <p class="row-text">
              <Plain text={project.description} />
            </p>
          )}
          <ul class="facts">
            <li>{counted((project.blockCounts.accepted ?? 0) + (project.blockCounts.locked ?? 0), 'block')}</li>
            <li>{counted(project.documentCount, 'document')}</li>
          </ul>
        </li>
      ))}
    </ul>
  );
}

interface NewProjectProps {
  readonly actor: Actor;
  readonly given: Given;
  readonly isOpen: boolean;
}
const NewProject = ({ actor, given, isOpen }: NewProjectProps) => (
  <details class="more" open={isOpen}>
    <summary>Begin a project</summary>
    <form method="post" action={`/w/${actor.workspaceId}/projects`} class="card">
      <Field name="name" label="Name" error={given.error}>
        {(attributes) => <input type="text" {...attributes} value={given.name} maxLength={200} required />}
      </Field>
      <Field name="description" label="What it is about" hint="Optional.">
        {(attributes) => <textarea {...attributes} rows={3} maxLength={5000} value={given.description} />}
      </Field>
      <button type="submit" class="button button-primary">
        Begin the project
      </button>
    </form>
  </details>
);
