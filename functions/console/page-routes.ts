import type { Operation } from '../../lib/identity/index.ts';

/**
 * One row of the table of pages, which the CDK stack, the embedded host and the pages themselves read. `access`: `anyone`, whoever is
 * signed in (`visitor`), or the role × operation table within the path's workspace (lib/identity/operations.ts).
 */
export interface PageRoute {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** with `{parameters}` as API Gateway writes them */
  readonly path: `/${string}`;
  /** File below functions/; its `handler` answers. */
  readonly function: 'console/index' | 'console/import' | 'approvals/open-link' | 'approvals/submit-decision';
  readonly access: Operation | 'visitor' | 'anyone';
}

const page = <
  const M extends PageRoute['method'],
  const P extends PageRoute['path'],
  const A extends PageRoute['access'],
>(
  method: M,
  path: P,
  access: A,
) => ({ method, path, function: 'console/index', access }) as const;

const W = '/w/{workspaceId}';
const P = `${W}/projects/{projectId}` as const;
const S = `${P}/sessions/{sessionId}` as const;

export const consoleRoutes = {
  home: page('GET', '/', 'visitor'),
  createWorkspace: page('POST', '/', 'visitor'),
  signIn: page('GET', '/sign-in', 'anyone'),
  finishSignIn: page('GET', '/auth/callback', 'anyone'),
  signOut: page('POST', '/sign-out', 'anyone'),
  signedIn: page('GET', '/signed-in', 'visitor'),
  signedOut: page('GET', '/signed-out', 'anyone'),
  asset: page('GET', '/assets/{file}', 'anyone'),
  anyOutbox: page('GET', '/outbox', 'visitor'),
  inbox: page('GET', W, 'inbox.read'),
  inboxCount: page('GET', `${W}/inbox-count`, 'inbox.read'),
  eventTicket: page('POST', `${W}/event-tickets`, 'timeline.read'),
  outbox: page('GET', `${W}/outbox`, 'outbox.read'),
  outboxMail: page('GET', `${W}/outbox/{mailId}/html`, 'outbox.read'),
  projects: page('GET', `${W}/projects`, 'project.read'),
  createProject: page('POST', `${W}/projects`, 'project.create'),
  knowledge: page('GET', P, 'knowledge.read'),
  work: page('GET', `${P}/work`, 'session.read'),
  agents: page('GET', `${P}/agents`, 'agent.read'),
  audit: page('GET', `${P}/audit`, 'audit.read'),
  auditExport: page('GET', `${P}/audit/export`, 'audit.read'),
  importForm: { ...page('GET', `${P}/import`, 'knowledge.import'), function: 'console/import' },
  importDocuments: { ...page('POST', `${P}/import`, 'knowledge.import'), function: 'console/import' },
  newSession: page('GET', `${P}/new-session`, 'session.start'),
  createSession: page('POST', `${P}/new-session`, 'session.start'),
  block: page('GET', `${P}/blocks/{blockId}`, 'knowledge.read'),
  changeBlock: page('POST', `${P}/blocks/{blockId}`, 'knowledge.edit'),
  document: page('GET', `${P}/documents/{documentId}`, 'knowledge.read'),
  changeDocument: page('POST', `${P}/documents/{documentId}`, 'knowledge.edit'),
  outcome: page('GET', `${P}/reviews/{reviewId}`, 'project.read'),
  session: page('GET', S, 'session.read'),
  sessionStatus: page('GET', `${S}/status`, 'session.read'),
  changeSession: page('POST', S, 'session.cancel'),
  artifactFile: page('GET', `${S}/artifacts/{artifactId}/file`, 'session.read'),
  review: page('GET', `${S}/checkpoints/{checkpointId}`, 'session.read'),
  reviewStatus: page('GET', `${S}/checkpoints/{checkpointId}/status`, 'session.read'),
  decide: page('POST', `${S}/checkpoints/{checkpointId}`, 'checkpoint.decide'),
} as const satisfies Record<string, PageRoute>;

/** The doors without sign-in: looking never decides, so two functions, of which the first can only read. */
export const linkRoutes = {
  openLink: { method: 'GET', path: '/a/{token}', function: 'approvals/open-link', access: 'anyone' },
  peekLink: { method: 'HEAD', path: '/a/{token}', function: 'approvals/open-link', access: 'anyone' },
  submitDecision: { method: 'POST', path: '/a/{token}', function: 'approvals/submit-decision', access: 'anyone' },
} as const satisfies Record<string, PageRoute>;

/** Every page, for whoever routes requests. */
export const pageRoutes: readonly PageRoute[] = [...Object.values(consoleRoutes), ...Object.values(linkRoutes)];
