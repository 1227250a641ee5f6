import type { Checkpoint } from '../checkpoints/index.ts';
import { stateConflict } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill, timestamp } from '../identity/index.ts';
import type { Clock, Ids, Table } from '../platform/index.ts';
import { type AgentInput, agentInputWrite, hasEnded, type Session } from '../sessions/index.ts';
import { eventWrite, newEvent, type TimelineEvent } from '../timeline/index.ts';

/** Words that reach the agent with its next turn and decide nothing (G8). @throws CountersignError `state_conflict` when the session has ended */
export async function addComment(
  ports: { readonly table: Table; readonly clock: Clock; readonly ids: Ids },
  actor: Actor,
  place: { readonly session: Session; readonly checkpoint: Checkpoint },
  text: string,
  remember: Remember<TimelineEvent>,
): Promise<TimelineEvent> {
  const { session, checkpoint } = place;
  if (hasEnded(session)) throw stateConflict('The session has ended; nobody would read the comment.', session.status);
  const event = newEvent(ports, {
    type: 'comment.added',
    workspaceId: session.workspaceId,
    projectId: session.projectId,
    sessionId: session.id,
    actor: actor.principalId,
    summary: `${actor.displayName}: ${text}`,
    data: { checkpointId: checkpoint.id },
  });
  const input: AgentInput = {
    id: event.id,
    kind: 'comment',
    from: actor.displayName,
    text,
    checkpointId: checkpoint.id,
    artifactIds: [],
    at: timestamp(ports.clock.now()),
  };
  await ports.table.commit([
    agentInputWrite(session.workspaceId, session.id, input),
    eventWrite(event),
    memberIsStill(actor),
    ...(await remember(event)),
  ]);
  return event;
}
