export type { ChainEnd, Segment } from './chain.ts';
export { chainEntries, contentHashOf, extendChain, genesis, hashOf } from './chain.ts';
export { exportLines, listEntries, verifyChain } from './read-audit.ts';
export {
  AuditVerification,
  ChainedEntry,
  DecisionEntry,
  Entry,
  Mutation,
  MutationEntry,
  MutationKind,
  Quality,
  Verdict,
} from './schema.ts';
export {
  auditWrites,
  chainHasGrown,
  checkpointIsUndecided,
  findDecision,
  findReview,
  mutationsOf,
  ReviewRecord,
  readChain,
  reviewRecord,
} from './store.ts';
export type { ExportVerification } from './verify-export.ts';
export { verifyExport } from './verify-export.ts';
