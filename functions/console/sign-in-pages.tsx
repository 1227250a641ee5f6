import type { HttpResult } from '../middleware/http-event.ts';
import type { PageRequest } from '../middleware/page-request.ts';
import { platform, settings } from '../runtime.ts';
import { seeOther, shown } from './layout/answers.ts';
import { htmlDocument } from './layout/document.tsx';
import { signIn as newSignIn, type SignIn } from './sign-in.ts';
import { Plain } from './text/plain.tsx';

/** Made anew when the host is another one, as in tests. */
let made: { readonly publicUrl: string; readonly signIn: SignIn } | undefined;

function current(): SignIn {
  const { publicUrl, signIn } = settings();
  if (made?.publicUrl !== publicUrl) {
    const { secrets, clock, ids } = platform();
    const { isConfidential, ...client } = signIn;
    const clientSecret = async (): Promise<string> => (isConfidential ? secrets.get('oidc-client-secret') : '');
    made = { publicUrl, signIn: newSignIn({ ...client, secrets, clock, ids, publicUrl, clientSecret }) };
  }
  return made.signIn;
}

export const signIn = ({ event }: PageRequest<'signIn'>): Promise<HttpResult> => current().startSignIn(event);
export const finishSignIn = ({ event }: PageRequest<'finishSignIn'>): Promise<HttpResult> =>
  current().finishSignIn(event);

/** Leads to a page of ours, not to the provider: browsers hold a form's whole way to the page's `form-action`. */
export async function signOut({ event }: PageRequest<'signOut'>): Promise<HttpResult> {
  const { cookies = [] } = await current().signOut(event);
  return seeOther('/signed-out', cookies);
}

/** Where a sign-in in a second tab ends: the first one has what was typed. */
export const signedIn = async ({ visitor }: PageRequest<'signedIn'>): Promise<HttpResult> =>
  shown(
    htmlDocument({
      title: 'Signed in',
      script: false,
      body: (
        <main id="content" class="page page-message">
          <h1>You are signed in again</h1>
          <p>
            As <Plain text={visitor.displayName} />. Close this tab, go back to the one with your words, and send them
            from there.
          </p>
        </main>
      ),
    }),
  );

export const signedOut = async (): Promise<HttpResult> =>
  shown(
    htmlDocument({
      title: 'Signed out',
      script: false,
      body: (
        <main id="content" class="page page-message">
          <h1>You are signed out</h1>
          <p>
            <a class="button button-primary" href="/sign-in?prompt=login">
              Sign in again
            </a>
          </p>
        </main>
      ),
    }),
  );
