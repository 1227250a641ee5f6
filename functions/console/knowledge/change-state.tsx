import { Field } from '../layout/parts.tsx';

export interface StateAction {
  readonly action: string;
  readonly words: string;
  /** What it means. */
  readonly detail: string;
}

interface ChangeStateProps {
  readonly path: string;
  readonly actions: readonly StateAction[];
  readonly reason: string;
}

/** A person's own change: decided by who makes it, and audited like any other. */
export const ChangeState = ({ path, actions, reason }: ChangeStateProps) =>
  actions.length === 0 ? null : (
    <details class="more" open={reason !== ''}>
      <summary>Change its state</summary>
      <form method="post" action={path} class="card">
        <ul>
          {actions.map(({ action, words, detail }) => (
            <li key={action}>
              <strong>{words}.</strong> {detail}
            </li>
          ))}
        </ul>
        <Field name="reason" label="Why?" hint="Optional. It stands in the story of the project.">
          {(attributes) => <textarea {...attributes} rows={2} maxLength={2000} value={reason} />}
        </Field>
        <p class="buttons">
          {actions.map(({ action, words }) => (
            <button key={action} type="submit" class="button" name="action" value={action}>
              {words}
            </button>
          ))}
        </p>
      </form>
    </details>
  );
