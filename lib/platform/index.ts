export type { MovableClock } from './clock.ts';
export { isMailable } from './mail-address.ts';
export type { Platform } from './platform.ts';
export type {
  Blobs,
  Clock,
  ExecutionDescription,
  Ids,
  Log,
  Mail,
  Mailer,
  Model,
  ModelAnswer,
  ModelRequest,
  Push,
  Queue,
  QueueName,
  SecretName,
  Secrets,
  WorkflowEngine,
} from './ports.ts';
export { frozen, rowReader } from './read-row.ts';
export type {
  Change,
  Condition,
  IndexName,
  Json,
  Key,
  NamedCondition,
  Page,
  Query,
  Row,
  Table,
  TableName,
  Write,
} from './table.ts';
export { CommitRefused, ConditionFailed, indexes, maxCommitBytes, maxRowBytes, maxWritesPerCommit } from './table.ts';
