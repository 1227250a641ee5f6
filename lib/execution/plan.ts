import type { Session } from '../sessions/index.ts';

/** Whether a person must approve a plan before the agent may propose anything (S6). */
export const needsPlan = (session: Session): boolean =>
  (session.approvalStrategy === 'checkpoint_required' || session.planRequired === true) && !session.planApproved;
