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
