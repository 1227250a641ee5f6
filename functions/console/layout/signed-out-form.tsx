import { Plain } from '../text/plain.tsx';
import { htmlDocument } from './document.tsx';

const longField = 40;

/** For whoever posts a form after the sign-in has ended: nothing typed is lost. */
export const signedOutForm = (action: string, form: URLSearchParams): string =>
  htmlDocument({
    title: 'Sign in again',
    script: false,
    body: (
      <main id="content" class="page page-message">
        <h1>You have been signed out</h1>
        <p>Nothing was sent, and nothing you typed is lost.</p>
        <ol>
          <li>
            <a href="/sign-in" target="_blank" rel="noopener">
              Sign in again in a new tab
            </a>
          </li>
          <li>Come back here and send it again.</li>
        </ol>
        <form method="post" action={action}>
          {[...form].map(([name, value]) =>
            value.length > longField || name === 'feedback' ? null : (
              <input key={name + value} type="hidden" name={name} value={value} />
            ),
          )}
          {[...form].map(([name, value]) =>
            value.length > longField || name === 'feedback' ? (
              <label key={name} class="field">
                <span class="label">
                  <Plain text={name} />
                </span>
                <textarea name={name} rows={4}>
                  {value}
                </textarea>
              </label>
            ) : null,
          )}
          <button type="submit" class="button button-primary">
            Send it again
          </button>
        </form>
      </main>
    ),
  });
