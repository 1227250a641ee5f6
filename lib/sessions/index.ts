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
export { hasEnded, holdsSlot, sessionCommands, transition } from './session.ts';
export type { Standing } from './standing.ts';
export { checkpointExpired, standingOf, standings } from './standing.ts';
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
