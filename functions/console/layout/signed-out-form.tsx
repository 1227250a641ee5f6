import { Plain } from '../text/plain.tsx';
import { htmlDocument } from './document.tsx';

const longField = 40;
/** What people typed into, by the name of the field; other short fields go along unseen. */
const typedFields: Readonly<Record<string, string>> = {
  feedback: 'Feedback',
  text: 'Comment',
  reason: 'Reason',
  taskIntent: 'What shall it do?',
  name: 'Name',
  path: 'Path',
  content: 'Content',
};
const decisions: Readonly<Record<string, string>> = {
  approve: 'approve and apply',
  request_changes: 'send back with feedback',
  reject: 'reject',
};

/** For whoever posts a form after the sign-in has ended: nothing typed is lost. */
export function signedOutForm(action: string, form: URLSearchParams): string {
  const decision = decisions[form.get('decision') ?? ''];
  return htmlDocument({
    title: 'Sign in again',
    script: false,
    body: (
      <main id="content" class="page page-message">
        <h1>Your sign-in has ended</h1>
        <p>Nothing was sent yet, and nothing you typed is lost: it is on this page.</p>
        <ol class="steps">
          <li>
            <a
              class="button"
              href={`/sign-in?return=${encodeURIComponent('/signed-in')}`}
              target="_blank"
              rel="noopener"
            >
              Sign in again in a new tab
            </a>
          </li>
          <li>Come back to this tab and send it.</li>
        </ol>
        <form method="post" action={action} class="card">
          {[...form].map(([name, value], place) => (
            <Kept key={`${name} ${place}`} name={name} value={value} id={`kept-${place}`} />
          ))}
          {decision !== undefined && <p>You were about to {decision}.</p>}
          <button type="submit" class="button button-primary">
            Send it again
          </button>
        </form>
      </main>
    ),
  });
}

interface KeptField {
  readonly name: string;
  readonly value: string;
  readonly id: string;
}
function Kept({ name, value, id }: KeptField) {
  const label = typedFields[name];
  if (label === undefined && value.length <= longField) return <input type="hidden" name={name} value={value} />;
  return (
    <div class="field">
      <label class="label" for={id}>
        <Plain text={label ?? name} />
      </label>
      <textarea id={id} name={name} rows={4} value={value} />
    </div>
  );
}
