import { handler as openLink } from '../../functions/approvals/open-link.ts';
import { handler as submitDecision } from '../../functions/approvals/submit-decision.ts';
import { handler as importPages } from '../../functions/console/import.ts';
import { handler as consolePages } from '../../functions/console/index.ts';
import type { PageRoute } from '../../functions/console/page-routes.ts';
import type { HttpHandler } from '../../functions/middleware/http-event.ts';

/** The functions of the pages, all in this process. */
export const pageFunctions: Readonly<Record<PageRoute['function'], HttpHandler>> = {
  'approvals/open-link': openLink,
  'approvals/submit-decision': submitDecision,
  'console/import': importPages,
  'console/index': consolePages,
};
