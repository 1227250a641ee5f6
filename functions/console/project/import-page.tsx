import { CountersignError } from '../../../lib/errors.ts';
import { importDocuments as importUseCase } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { type ImportAnswer, ImportDocuments, type Project, projectOf } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { Field, PageHead } from '../layout/parts.tsx';
import { blockPath, importPath, projectPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { LinkedText } from '../viewers/linked-text.tsx';
import { counted } from '../words/numbers.ts';

interface Given {
  readonly path: string;
  readonly content: string;
  readonly error?: string;
  readonly answer?: ImportAnswer;
}

type Asked = Pick<PageRequest<'importForm'>, 'visitor' | 'actor' | 'located'>;

export const importForm = (request: PageRequest<'importForm'>): Promise<HttpResult> =>
  showImport(request, { path: '', content: '' });

/** Brings in one pasted Markdown file; sending the same again makes nothing new. */
export async function importDocuments(request: PageRequest<'importDocuments'>): Promise<HttpResult> {
  const { form, actor, located } = request;
  const given = {
    path: (form.get('path') ?? '').trim(),
    content: (form.get('content') ?? '').replaceAll('\r\n', '\n'),
  };
  const parsed = ImportDocuments.safeParse({ documents: [{ ...given }] });
  if (!parsed.success || given.content.trim() === '')
    return showImport(request, { ...given, error: 'Give the text, and a name such as guides/pricing.md.' });
  try {
    const project = projectOf(located.project);
    const command = { actor, project, request: parsed.data, remember: rememberNothing };
    return await showImport(request, { path: '', content: '', answer: await importUseCase(platform(), command) });
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== 'invalid_request') throw error;
    return showImport(request, { ...given, error: error.message });
  }
}

async function showImport({ visitor, actor, located }: Asked, given: Given): Promise<HttpResult> {
  const surroundings = await loadSurroundings(platform().table, visitor, actor);
  const project = projectOf(located.project);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const children = (
    <>
      <PageHead title="Import knowledge" crumbs={[{ href: projectPath(place), text: project.name }]}>
        <p class="quiet">
          A Markdown file is cut at its headings: each section becomes a block, and the file a document that cites them.
          Importing a changed file again updates only what changed; blocks that a review has changed meanwhile are left
          alone and named.
        </p>
      </PageHead>
      {given.answer && <Imported answer={given.answer} project={project} />}
      <form method="post" action={importPath(place)}>
        <Field
          name="path"
          label="Name of the file"
          hint="With its folder, if it has one: guides/pricing.md"
          error={given.error}
        >
          {(attributes) => (
            <input type="text" {...attributes} value={given.path} maxLength={1000} required autocomplete="off" />
          )}
        </Field>
        <Field name="content" label="Markdown">
          {(attributes) => <textarea {...attributes} rows={16} required value={given.content} />}
        </Field>
        <button type="submit" class="button button-primary">
          Import it
        </button>
      </form>
      <p class="quiet small">
        For whole folders there is the command line: <code>npm run import</code>.
      </p>
    </>
  );
  const status = given.error === undefined ? 200 : 400;
  return shown(framed({ title: 'Import knowledge', section: 'projects', surroundings, children }), status);
}

function Imported({ answer, project }: { readonly answer: ImportAnswer; readonly project: Project }) {
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const count = (change: string): number => answer.blocks.filter((block) => block.change === change).length;
  const moved = answer.blocks.filter(({ change }) => change !== 'unchanged');
  return (
    <div class="notice notice-good" role="status">
      <h2>Imported</h2>
      <p>
        {counted(count('created'), 'block')} created, {count('updated')} updated, {count('unchanged')} unchanged.
      </p>
      <ul>
        {moved.map(({ id, title }) => (
          <li key={id}>
            <LinkedText address={blockPath(place, id)} text={title} />
          </li>
        ))}
      </ul>
      {answer.skipped.length > 0 && (
        <>
          <p>Left alone:</p>
          <ul>
            {answer.skipped.map(({ heading, reason }) => (
              <li key={heading}>
                <Plain text={`${heading}: ${reason}`} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
