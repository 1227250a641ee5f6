/** Tells open connections what has just happened. At most once and best effort: what is missed is found by asking. */
import { isAllowed, Member, memberKey } from '../identity/index.ts';
import type { Change, Clock, Log, Push, Table } from '../platform/index.ts';
import { eventOf, type TimelineEvent } from '../timeline/index.ts';
import { maxConnectionsPerWorkspace } from './connect.ts';
import type { Connection, LiveMessage } from './schema.ts';
import { forgetWrites, listConnections } from './store.ts';

/** An event is at most a few KB, and a message of API Gateway 128 KB. */
const eventsPerMessage = 20;
const sentAtOnce = 25;
const rowsPerRead = 100;
/** A connection that is just being opened is kept although it can't be reached yet. */
const openingMs = 10_000;

interface PushPorts {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Log;
  readonly push: Push;
}

/** Sends the events among these changes to those who may read them now; ends the connections of those who may no longer. */
export async function pushEvents(ports: PushPorts, changes: readonly Change[]): Promise<void> {
  const events = changes.flatMap((change) => eventOf(change) ?? []);
  for (const [workspaceId, ofWorkspace] of Map.groupBy(events, (event) => event.workspaceId))
    await pushTo(ports, workspaceId, ofWorkspace).catch((error: unknown) =>
      ports.log.error('live.failed', { workspaceId, error: String(error) }),
    );
}

async function pushTo(ports: PushPorts, workspaceId: string, events: readonly TimelineEvent[]): Promise<void> {
  const connections = await listConnections(ports.table, workspaceId, maxConnectionsPerWorkspace);
  if (connections.length === 0) return;
  const readers = await whoMayRead(ports.table, workspaceId, connections);
  const texts = messagesOf(events);
  await inParts(connections, sentAtOnce, async (part) => {
    const told = await Promise.allSettled(
      part.map((connection) =>
        readers.has(connection.principalId) ? tell(ports, connection, texts) : dismiss(ports, connection),
      ),
    );
    for (const one of told)
      if (one.status === 'rejected') ports.log.error('live.failed', { workspaceId, error: String(one.reason) });
  });
}

async function tell(ports: PushPorts, connection: Connection, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    if ((await ports.push.send(connection.connectionId, text)) === 'sent') continue;
    const isOpening = ports.clock.now() - Date.parse(connection.connectedAt) < openingMs;
    if (!isOpening) await ports.table.commit(forgetWrites(connection));
    return;
  }
}

async function dismiss(ports: PushPorts, connection: Connection): Promise<void> {
  await ports.table.commit(forgetWrites(connection));
  await ports.push.close(connection.connectionId);
}

/** As the roles are now, not as they were when the connection was opened. */
async function whoMayRead(
  table: Table,
  workspaceId: string,
  connections: readonly Connection[],
): Promise<ReadonlySet<string>> {
  const readers = new Set<string>();
  const people = [...new Set(connections.map(({ principalId }) => principalId))];
  await inParts(people, rowsPerRead, async (part) => {
    const rows = await table.getMany(
      'work',
      part.map((principalId) => memberKey(workspaceId, principalId)),
    );
    for (const row of rows) {
      const member = row && Member.parse(row);
      if (member && isAllowed('timeline.read', member.role, member.kind)) readers.add(member.principalId);
    }
  });
  return readers;
}

function messagesOf(events: readonly TimelineEvent[]): readonly string[] {
  const texts: string[] = [];
  for (let from = 0; from < events.length; from += eventsPerMessage) {
    const message: LiveMessage = { events: events.slice(from, from + eventsPerMessage) };
    texts.push(JSON.stringify(message));
  }
  return texts;
}

async function inParts<T>(
  items: readonly T[],
  size: number,
  work: (part: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += size) await work(items.slice(from, from + size));
}
