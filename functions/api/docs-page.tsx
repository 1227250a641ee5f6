/** The interface as a page to read and try: rendered from the OpenAPI document, readable without JavaScript. */
import { renderToString } from 'preact-render-to-string';
import { viewOf } from './docs/document-view.ts';
import { OperationSection } from './docs/operation.tsx';
import { NamedSchema } from './docs/schema.tsx';
import { openApiDocument } from './openapi.ts';

/** Its own style and script, calls to its own origin, nothing else. */
export const docsPolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

let rendered: { readonly publicUrl: string; readonly html: string } | undefined;

/** The whole page; rendered once. */
export function docsPage(publicUrl: string): string {
  if (rendered?.publicUrl !== publicUrl)
    rendered = { publicUrl, html: `<!doctype html>${renderToString(<Page publicUrl={publicUrl} />)}` };
  return rendered.html;
}

function Page({ publicUrl }: { readonly publicUrl: string }) {
  const { info, groups, schemas } = viewOf(openApiDocument(publicUrl));
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{info.title} API</title>
        <link rel="stylesheet" href="/docs/style.css" />
        <script src="/docs/script.js" defer />
      </head>
      <body>
        <header>
          <h1>
            {info.title} API <small>{info.version}</small>
          </h1>
          <p>{info.description}</p>
          <p>
            The same as a document for programs: <a href="/openapi.json">OpenAPI 3.1</a>. Errors are problem documents
            (RFC 9457) with a stable <code>code</code>.
          </p>
          <form id="credentials" hidden>
            <label>
              Bearer token <input type="password" id="token" autocomplete="off" spellcheck={false} />
            </label>
            <small>It stays in this page and is gone when you close it.</small>
          </form>
        </header>
        <nav aria-label="Groups">
          {[...groups.keys()].map((group) => (
            <a href={`#group-${group}`}>{group}</a>
          ))}
          <a href="#schemas">schemas</a>
        </nav>
        <main>
          {[...groups].map(([group, operations]) => (
            <section id={`group-${group}`} aria-label={group}>
              <h2>{group}</h2>
              {operations.map((operation) => (
                <OperationSection operation={operation} publicUrl={publicUrl} />
              ))}
            </section>
          ))}
          <section id="schemas" aria-label="schemas">
            <h2>schemas</h2>
            {Object.entries(schemas)
              .filter(([name]) => !name.startsWith('__'))
              .map(([name, schema]) => (
                <NamedSchema name={name} schema={schema} />
              ))}
          </section>
        </main>
      </body>
    </html>
  );
}
