import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { spelledOut } from '../../../lib/artifacts/index.ts';
import { assetPaths } from '../assets/asset-paths.ts';

export interface DocumentParts {
  /** What the page is, before the product's name. */
  readonly title: string;
  readonly body: ComponentChildren;
  /** Pages that mailed links open carry no script. */
  readonly script?: boolean;
  readonly noIndex?: boolean;
}

/** A whole HTML document. */
export const htmlDocument = ({ title, body, script = true, noIndex = false }: DocumentParts): string =>
  `<!doctype html>${renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {noIndex && <meta name="robots" content="noindex" />}
        <title>{`${spelledOut(title)} · Countersign`}</title>
        <link rel="icon" href={assetPaths.icon} type="image/svg+xml" />
        <link rel="stylesheet" href={assetPaths.style} />
        {script && <script src={assetPaths.script} defer />}
      </head>
      <body>
        <a class="skip-link" href="#content">
          Skip to the content
        </a>
        {body}
      </body>
    </html>,
  )}`;
