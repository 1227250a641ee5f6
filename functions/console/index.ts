/** Every page behind the sign-in, but those of the import. What each is called, and who may open it, stands in page-routes.ts. */
import { pageFunction } from '../middleware/page.ts';
import { asset } from './assets/serve-asset.ts';
import { audit, auditExport } from './audit/audit-page.tsx';
import { anyOutbox, eventTicket, home, inbox, inboxCount } from './inbox/inbox-page.tsx';
import { createWorkspace } from './inbox/new-workspace.tsx';
import { block, changeBlock } from './knowledge/block-page.tsx';
import { changeDocument, document } from './knowledge/document-page.tsx';
import { outbox, outboxMail } from './outbox/outbox-page.tsx';
import { agents } from './project/agents-page.tsx';
import { knowledge } from './project/knowledge-page.tsx';
import { createProject, projects } from './project/projects-page.tsx';
import { work } from './project/work-page.tsx';
import { outcome } from './review/outcome-page.tsx';
import { decide, review } from './review/review-page.tsx';
import { reviewStatus } from './review/review-status.ts';
import { createSession, newSession } from './session/new-session-page.tsx';
import { artifactFile, changeSession, session, sessionStatus } from './session/session-page.tsx';
import { finishSignIn, signedIn, signedOut, signIn, signOut } from './sign-in-pages.tsx';

export const handler = pageFunction('console/index', {
  home,
  createWorkspace,
  signIn,
  finishSignIn,
  signOut,
  signedIn,
  signedOut,
  asset,
  anyOutbox,
  inbox,
  inboxCount,
  eventTicket,
  outbox,
  outboxMail,
  projects,
  createProject,
  knowledge,
  work,
  agents,
  audit,
  auditExport,
  newSession,
  createSession,
  block,
  changeBlock,
  document,
  changeDocument,
  outcome,
  session,
  sessionStatus,
  changeSession,
  artifactFile,
  review,
  reviewStatus,
  decide,
});
