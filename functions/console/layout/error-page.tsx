import { CountersignError, type ErrorCode } from '../../../lib/errors.ts';
import { Plain } from '../text/plain.tsx';
import { htmlDocument } from './document.tsx';

interface ErrorFacts {
  readonly code: ErrorCode;
  readonly error: unknown;
  /** Left out where one page must look like every other. */
  readonly requestId: string | undefined;
  readonly isLink: boolean;
}

interface Words {
  readonly title: string;
  readonly whatToDo: string;
}

const otherwise: Words = { title: 'That did not work', whatToDo: 'Go back and try again.' };
const wordsOf: Readonly<Partial<Record<ErrorCode, Words>>> = {
  not_found: { title: 'There is nothing here', whatToDo: 'It may have been moved, or it is not open to you.' },
  forbidden: { title: 'This is not open to you', whatToDo: 'Ask an admin of the workspace if it should be.' },
  state_conflict: {
    title: 'It is no longer in that state',
    whatToDo: 'Go back and reload the page to see where it stands.',
  },
  block_conflict: {
    title: 'The knowledge has moved on',
    whatToDo: 'Go back and reload the page to see what is there now.',
  },
  already_decided: { title: 'This was decided before', whatToDo: 'Reload the page to see the decision.' },
  too_large: { title: 'That is too much at once', whatToDo: 'Send less in one go.' },
  rate_limited: { title: 'Too many requests', whatToDo: 'Wait a moment, then try again.' },
  unavailable: { title: 'Not available right now', whatToDo: 'Wait a moment, then try again. Nothing was changed.' },
  internal: { title: 'Something went wrong here', whatToDo: 'Try again in a moment. If it stays, tell an admin.' },
};

/** What went wrong, in plain words, and what to do. A link that leads nowhere gets one constant page. */
export function errorPage({ code, error, requestId, isLink }: ErrorFacts): string {
  if (isLink && code === 'not_found') return unknownLinkPage();
  const { title, whatToDo } = wordsOf[code] ?? otherwise;
  const detail = error instanceof CountersignError && code !== 'internal' && code !== 'not_found' ? error.message : '';
  return htmlDocument({
    title,
    script: false,
    noIndex: isLink,
    body: (
      <main id="content" class="page page-message">
        <h1>{title}</h1>
        {detail !== '' && (
          <p>
            <Plain text={detail} />
          </p>
        )}
        <p>{whatToDo}</p>
        {!isLink && (
          <p>
            <a class="button" href="/">
              Go to the inbox
            </a>
          </p>
        )}
        {requestId !== undefined && (
          <p class="quiet small">
            If you ask somebody about it, give this id: <code>{requestId}</code>
          </p>
        )}
      </main>
    ),
  });
}

/** The same for every token that opens nothing, so that nobody learns which ones once did. */
const unknownLinkPage = (): string =>
  htmlDocument({
    title: 'This link opens nothing',
    script: false,
    noIndex: true,
    body: (
      <main id="content" class="page page-message">
        <h1>This link opens nothing</h1>
        <p>
          It may be incomplete: some mail programs break long addresses. Copy the whole link from the mail and try
          again.
        </p>
        <p>Nothing was decided.</p>
      </main>
    ),
  });
