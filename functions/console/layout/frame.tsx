import type { ComponentChildren } from 'preact';
import { assetPaths } from '../assets/asset-paths.ts';
import { eventTicketsPath, inboxPath, outboxPath, projectsPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { htmlDocument } from './document.tsx';
import type { Surroundings } from './load-surroundings.ts';

export type Section = 'inbox' | 'projects' | 'outbox';

interface FramedPage {
  readonly title: string;
  readonly section?: Section | undefined;
  readonly surroundings: Surroundings;
  /** For pages with two columns. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** A page of the console: who, where, and the way to everything else, around what it is about. */
export const framed = ({ title, section, surroundings, wide = false, children }: FramedPage): string =>
  htmlDocument({
    title,
    body: (
      <>
        <Header section={section} surroundings={surroundings} />
        <main id="content" class={wide ? 'page page-wide' : 'page'}>
          {children}
        </main>
      </>
    ),
  });

function Header({
  section,
  surroundings,
}: {
  readonly section: Section | undefined;
  readonly surroundings: Surroundings;
}) {
  const { workspace } = surroundings;
  return (
    <header class="top" data-tickets={workspace && eventTicketsPath(workspace)}>
      <a class="brand" href="/">
        <img class="brand-sign" src={assetPaths.icon} alt="" width={24} height={24} />
        Countersign
      </a>
      {workspace && (
        <nav class="top-nav" aria-label="Main">
          <NavLink href={inboxPath(workspace)} isCurrent={section === 'inbox'}>
            Inbox
            <span class="count" data-inbox-count={`${inboxPath(workspace)}/inbox-count`}>
              {surroundings.inboxCount > 0 ? surroundings.inboxCount : ''}
            </span>
          </NavLink>
          <NavLink href={projectsPath(workspace)} isCurrent={section === 'projects'}>
            Projects
          </NavLink>
          {surroundings.seesOutbox && (
            <NavLink href={outboxPath(workspace)} isCurrent={section === 'outbox'}>
              Outbox
            </NavLink>
          )}
        </nav>
      )}
      <Account surroundings={surroundings} />
    </header>
  );
}

interface NavLinkProps {
  readonly href: string;
  readonly isCurrent: boolean;
  readonly children: ComponentChildren;
}
export const NavLink = ({ href, isCurrent, children }: NavLinkProps) => (
  <a class="nav-link" href={href} aria-current={isCurrent ? 'page' : undefined}>
    {children}
  </a>
);

function Account({ surroundings }: { readonly surroundings: Surroundings }) {
  const { visitor, memberships, workspace } = surroundings;
  return (
    <details class="account">
      <summary>
        <span class="initials" aria-hidden="true">
          {initialsOf(visitor.displayName)}
        </span>
        <span class="account-name">
          <Plain text={visitor.displayName} />
        </span>
      </summary>
      <div class="menu">
        <p class="menu-title">
          <Plain text={visitor.displayName} />
          {workspace && <span class="quiet"> · {workspace.role}</span>}
        </p>
        {memberships.length > 0 && (
          <>
            <p class="menu-heading">Workspaces</p>
            <ul>
              {memberships.map((membership) => (
                <li key={membership.workspaceId}>
                  <NavLink href={inboxPath(membership)} isCurrent={membership.workspaceId === workspace?.workspaceId}>
                    <Plain text={membership.workspaceName} />
                  </NavLink>
                </li>
              ))}
            </ul>
          </>
        )}
        <form method="post" action="/sign-out">
          <button type="submit" class="button button-quiet">
            Sign out
          </button>
        </form>
      </div>
    </details>
  );
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
