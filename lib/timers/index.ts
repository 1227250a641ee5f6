export { reconcileSession } from './reconcile-session.ts';
export { runDue } from './run-due.ts';
