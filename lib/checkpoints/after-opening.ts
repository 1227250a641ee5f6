import type { Log, Queue, Table, WorkflowEngine } from '../platform/index.ts';
import { admitQueued, type StartPorts } from '../sessions/index.ts';
import type { Opened } from './open-checkpoint.ts';

/**
 * What follows the commit that opened a checkpoint: people are told, the slot goes to whoever waits; where nothing waits for a person
 * any more, the workflow is woken at once. The sweeper makes up for what is lost here.
 */
export async function afterOpening(
  ports: StartPorts & {
    readonly table: Table;
    readonly engine: WorkflowEngine;
    readonly queue: Queue;
    readonly log: Log;
  },
  workspaceId: string,
  token: string,
  opened: Opened,
): Promise<void> {
  if (opened.outcome === 'decided') {
    if (opened.standing === 'completed') await admitQueued(ports, workspaceId);
    await ports.engine.wake(token, { outcome: opened.standing });
    return;
  }
  if (opened.noticeId === undefined) return;
  await ports.queue.send('mail', { workspaceId, id: opened.noticeId });
  await admitQueued(ports, workspaceId);
}
