import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Person } from '../people.ts';

interface SignInPage {
  readonly mountPath: string;
  readonly people: readonly Person[];
  /** Where the form goes. */
  readonly action: string;
}

/** The page that asks who to be: one button per person, no script, no password. */
export function signInPage({ mountPath, people, action }: SignInPage): string {
  return page(
    mountPath,
    <>
      <h1>Sign in to Countersign</h1>
      <p>
        Choose who to be. There are no passwords: these people are made up, for trying Countersign on this machine. Only
        programs on this machine reach it.
      </p>
      <form method="post" action={action}>
        <ul>
          {people.map((person) => (
            <li key={person.id}>
              <button type="submit" name="person" value={person.id}>
                <span class="initials" aria-hidden="true">
                  {initialsOf(person.name)}
                </span>
                <span>
                  <strong>{person.name}</strong>
                  <span class="duty">{person.duty}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </>,
  );
}

/** What is shown when a sign-in can't go on, whatever the reason. */
export function errorPage(mountPath: string): string {
  return page(
    mountPath,
    <>
      <h1>This sign-in can’t go on</h1>
      <p>It has expired, was already used, or was not started by Countersign. Nothing was changed.</p>
      <p>
        <a href="/">Open Countersign and sign in again</a>
      </p>
    </>,
  );
}

const page = (mountPath: string, content: ComponentChildren): string =>
  `<!doctype html>${renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Sign in · Countersign</title>
        <link rel="stylesheet" href={`${mountPath}/sign-in.css`} />
      </head>
      <body>
        <main>{content}</main>
      </body>
    </html>,
  )}`;

const initialsOf = (name: string): string =>
  name
    .split(' ')
    .map((word) => word.charAt(0))
    .join('');
