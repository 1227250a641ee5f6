export { changeSession } from './change-session.ts';
export type { SessionPorts } from './create-session.ts';
export { createSession } from './create-session.ts';
export type { WorkOf } from './end-session.ts';
export { closeSession, recordFailure } from './end-session.ts';
export { listIterations, listSessions, waitForChange } from './list-sessions.ts';
export { retrySession } from './retry-session.ts';
export {
  AgentInput,
  CheckpointRequest,
  CreateSession,
  Failure,
  Iteration,
  Limits,
  Progress,
  Session,
  SessionId,
  SessionState,
  SessionStatus,
  SessionView,
  sessionStatuses,
  Turn,
  Usage,
} from './schema.ts';
export type { SessionCommand } from './session.ts';
export { hasEnded, holdsSlot, transition, workOf } from './session.ts';
export type { Standing } from './standing.ts';
export { checkpointExpired, standingOf, standings } from './standing.ts';
export type { StartPorts } from './start-session.ts';
export { admitQueued, commitStart, leaveQueueWrites, startExecution } from './start-session.ts';
export {
  admissionKey,
  agentInputWrite,
  executionName,
  findSession,
  iterationWrite,
  newSessionWrite,
  queuePartition,
  readAgentInputs,
  readIteration,
  readSession,
  sessionEtag,
  sessionHasMoved,
  sessionKey,
  sessionPartition,
  sessionState,
  sessionsByStatus,
  sessionsOfProject,
  sessionView,
  sessionWrites,
} from './store.ts';
