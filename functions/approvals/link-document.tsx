import type { ComponentChildren } from 'preact';
import { htmlDocument } from '../console/layout/document.tsx';
import { Plain } from '../console/text/plain.tsx';
import type { HttpResult } from '../middleware/http-event.ts';
import { linkPageHeaders } from '../middleware/page-headers.ts';

interface LinkDocument {
  readonly title: string;
  readonly recipientName: string;
  readonly children: ComponentChildren;
}

/** A page that a mailed link opens: no navigation, no script, and it says whose link it is. */
export const linkResult = ({ title, recipientName, children }: LinkDocument, statusCode = 200): HttpResult => ({
  statusCode,
  headers: { ...linkPageHeaders },
  body: htmlDocument({
    title,
    script: false,
    noIndex: true,
    body: (
      <>
        <header class="for-whom">
          <p>
            This link is for{' '}
            <strong>
              <Plain text={recipientName} />
            </strong>{' '}
            alone. What is decided here counts as their decision, so don’t forward it.
          </p>
        </header>
        <main id="content" class="page">
          {children}
        </main>
      </>
    ),
  }),
});
