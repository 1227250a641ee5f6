import { operations } from '../../../lib/identity/index.ts';
import type { Route } from '../route.ts';
import { routes } from '../routes.ts';
import type { OperationView } from './document-view.ts';
import { TypeName } from './schema.tsx';

const firstErrorStatus = 400;

/** One operation: what it takes, what it answers, a curl line to copy and a form to try it. */
export function OperationSection({
  operation,
  publicUrl,
}: {
  readonly operation: OperationView;
  readonly publicUrl: string;
}) {
  const { operationId, method, path, summary } = operation;
  return (
    <details class="operation" id={operationId}>
      <summary>
        <b class={`method ${method.toLowerCase()}`}>{method}</b> <code>{path}</code> <span>{summary}</span>
      </summary>
      <p>{whoMay(operationId)}</p>
      <Parameters operation={operation} />
      <Body operation={operation} />
      <Answers operation={operation} />
      <h4>curl</h4>
      <pre class="curl">
        <code>{curlOf(operation, publicUrl)}</code>
      </pre>
      <TryForm operation={operation} />
    </details>
  );
}

function whoMay(operationId: string): string {
  const route: Route | undefined = Object.entries<Route>(routes).find(([name]) => name === operationId)?.[1];
  if (route === undefined || route.operation === 'public') return 'Open to everybody.';
  if (route.operation === 'principal') return 'For every signed-in principal.';
  const { roles, agents } = operations[route.operation];
  return `For members who are ${roles.join(', ')}${agents ? '; also for agents and services' : '; not for agents or services'}.`;
}

function Parameters({ operation: { parameters = [] } }: { readonly operation: OperationView }) {
  if (parameters.length === 0) return null;
  return (
    <table>
      <caption>Parameters</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">In</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {parameters.map(({ name, in: place, schema, description, required }) => (
          <tr>
            <th scope="row">
              <code>{name}</code>
              {required === true ? '' : ' (optional)'}
            </th>
            <td>{place}</td>
            <td>{schema === undefined ? 'string' : <TypeName schema={schema} />}</td>
            <td>{description ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Body({ operation: { requestBody } }: { readonly operation: OperationView }) {
  const schema = requestBody?.content['application/json']?.schema;
  if (schema === undefined) return null;
  return (
    <p>
      Body{requestBody?.required === true ? '' : ' (optional)'}: <TypeName schema={schema} />
    </p>
  );
}

function Answers({ operation: { responses } }: { readonly operation: OperationView }) {
  return (
    <dl class="answers">
      {Object.entries(responses).map(([status, { description, content = {} }]) => (
        <div class={Number(status) < firstErrorStatus ? 'fine' : 'problem'}>
          <dt>{status}</dt>
          <dd>
            {description}
            {Object.entries(content).map(([mediaType, { schema }]) =>
              Number(status) >= firstErrorStatus ? null : (
                <>
                  {' '}
                  {mediaType === 'application/json' && schema !== undefined ? <TypeName schema={schema} /> : mediaType}
                </>
              ),
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function curlOf(operation: OperationView, publicUrl: string): string {
  const lines = [`curl -X ${operation.method} '${publicUrl}${operation.path}'`];
  if (operation.security === undefined) lines.push("-H 'Authorization: Bearer TOKEN'");
  const example = exampleOf(operation);
  if (example !== '') lines.push("-H 'Content-Type: application/json'", `-d '${example.replaceAll("'", "'\\''")}'`);
  return lines.join(' \\\n  ');
}

function exampleOf({ requestBody }: OperationView): string {
  if (requestBody === undefined) return '';
  return JSON.stringify(requestBody.content['application/json']?.example ?? {}, undefined, 2);
}

/** Filled in and sent by the page's script; without JavaScript there is the curl line. */
function TryForm({ operation }: { readonly operation: OperationView }) {
  const { operationId, method, path, parameters = [] } = operation;
  const example = exampleOf(operation);
  return (
    <form class="try" data-method={method} data-path={path} hidden>
      <h4>Try it</h4>
      {parameters.map(({ name, in: place }) => (
        <label>
          {name} <input name={name} data-in={place} autocomplete="off" />
        </label>
      ))}
      {example !== '' && (
        <label>
          Body <textarea name="body" rows={6} spellcheck={false} value={example} />
        </label>
      )}
      <button type="submit">Send</button>
      <output aria-live="polite" for={operationId} />
    </form>
  );
}
