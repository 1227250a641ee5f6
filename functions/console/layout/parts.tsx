import type { ComponentChildren } from 'preact';
import { Plain } from '../text/plain.tsx';

interface Crumb {
  readonly href: string;
  readonly text: string;
}

interface HeadProps {
  readonly crumbs?: readonly Crumb[];
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** Where one is, and what this is. */
export const PageHead = ({ crumbs = [], title, children }: HeadProps) => (
  <div class="page-head">
    {crumbs.length > 0 && (
      <nav class="crumbs" aria-label="Where this is">
        {crumbs.map(({ href, text }, place) => (
          <>
            {place > 0 && <span aria-hidden="true">/</span>}
            <a href={href}>
              <Plain text={text} />
            </a>
          </>
        ))}
      </nav>
    )}
    <h1>
      <Plain text={title} />
    </h1>
    {children}
  </div>
);

/** For lists without anything in them: what would be here, and how it gets here. */
export const Empty = ({ children }: { readonly children: ComponentChildren }) => <div class="empty">{children}</div>;

/** The way to what a page of a list leaves out. */
export const MoreLink = ({ href, children }: { readonly href: string | undefined; readonly children: string }) =>
  href === undefined ? null : (
    <p>
      <a class="button" href={href}>
        {children}
      </a>
    </p>
  );

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly children: (attributes: FieldAttributes) => ComponentChildren;
}
export interface FieldAttributes {
  readonly id: string;
  readonly name: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** A label, a hint, the error beside the field, and the field itself. */
export function Field({ name, label, hint, error, children }: FieldProps) {
  const described = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label class="label" for={name}>
        {label}
      </label>
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      {error && (
        <span class="field-error" id={`${name}-error`}>
          {error}
        </span>
      )}
      {children({
        id: name,
        name,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error ? true : undefined,
      })}
    </div>
  );
}
