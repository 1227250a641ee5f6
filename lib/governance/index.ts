export type { DecisionCommand } from './schema.ts';
export { AddComment, Approve, Reject, RequestChanges, ReviewAnswer, ReviewView, SubmitReview } from './schema.ts';
