import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { CreateWorkspace } from '../../../lib/identity/index.ts';
import { createWorkspace as createUseCase } from '../../../lib/workspaces/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import { principalOf } from '../../middleware/page.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import type { PageSession } from '../../middleware/session-cookie.ts';
import { platform } from '../../runtime.ts';
import { seeOther, shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { Field, PageHead } from '../layout/parts.tsx';
import { projectsPath } from '../paths.ts';

/** For somebody who is in no workspace: whoever makes one owns it; otherwise an admin has to add them. */
export async function newWorkspacePage(visitor: PageSession, name = '', error?: string): Promise<HttpResult> {
  const surroundings = await loadSurroundings(platform().table, visitor, undefined);
  const children = (
    <>
      <PageHead title="You are in no workspace yet">
        <p>Ask an admin of a workspace to add you, or begin one of your own.</p>
      </PageHead>
      <form method="post" action="/" class="card">
        <Field name="name" label="Name of the workspace" hint="Your team or company, for example." error={error}>
          {(attributes) => <input type="text" {...attributes} value={name} maxLength={200} required />}
        </Field>
        <button type="submit" class="button button-primary">
          Begin the workspace
        </button>
      </form>
    </>
  );
  return shown(framed({ title: 'Begin', surroundings, children }), error === undefined ? 200 : 400);
}

export async function createWorkspace({ form, visitor }: PageRequest<'createWorkspace'>): Promise<HttpResult> {
  const given = form.get('name') ?? '';
  const parsed = CreateWorkspace.safeParse({ name: given });
  if (!parsed.success) return newWorkspacePage(visitor, given, 'Give it a name of at most 200 characters.');
  const principal = principalOf(visitor);
  const created = await createUseCase(platform(), { principal, name: parsed.data.name, remember: rememberNothing });
  return seeOther(projectsPath({ workspaceId: created.id }));
}
