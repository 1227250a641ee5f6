import { dueAttributes } from '../due/index.ts';
import { timestamp } from '../identity/index.ts';
import type { Clock, Ids, Key, Write } from '../platform/index.ts';
import type { OpenCheckpoint } from './schema.ts';

/**
 * Says that people must be told of a checkpoint, in the commit that gives the reason. Who they are and what they read is worked out
 * after the commit (lib/notifications), at least once and idempotently; a notice that was forgotten is found by its due time.
 *   W#w#notices | <ntc>
 */
export interface Notice {
  readonly kind: 'checkpoint_opened' | 'checkpoint_reminder';
  readonly checkpoint: Pick<OpenCheckpoint, 'id' | 'workspaceId' | 'projectId' | 'sessionId'>;
}
export const noticeKey = (workspaceId: string, noticeId: string): Key => ({
  pk: `W#${workspaceId}#notices`,
  sk: noticeId,
});
/** After this the sweeper takes a notice that nobody has worked off. */
const forgottenAfterMs = 10_000;

export function noticeWrites(
  ports: { readonly clock: Clock; readonly ids: Ids },
  { kind, checkpoint }: Notice,
): { readonly id: string; readonly writes: readonly Write[] } {
  const id = ports.ids.next('ntc');
  const { workspaceId, projectId, sessionId } = checkpoint;
  const due = dueAttributes({ at: timestamp(ports.clock.now() + forgottenAfterMs), kind: 'outbox', workspaceId, id });
  const row = {
    ...noticeKey(workspaceId, id),
    noticeId: id,
    kind,
    workspaceId,
    projectId,
    sessionId,
    checkpointId: checkpoint.id,
    ...due,
  };
  return { id, writes: [{ kind: 'put', table: 'work', row }] };
}
