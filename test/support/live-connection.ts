/** Opens a WebSocket as any client would: with a ticket, at the address that comes with it. */
import type { EventTicket } from '../../lib/live/index.ts';
import { listConnections } from '../../lib/live/store.ts';
import type { Table } from '../../lib/platform/index.ts';

/** Resolves when it is open. @throws Error when it is refused */
export function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket), { once: true });
    socket.addEventListener('error', () => reject(new Error('the connection was refused')), { once: true });
  });
}

/** A connection with the id by which the host knows it, which clients are never told. */
export async function openKnown(
  table: Table,
  workspaceId: string,
  ask: () => Promise<EventTicket>,
): Promise<{ readonly connectionId: string; readonly socket: WebSocket }> {
  const idsNow = async (): Promise<readonly string[]> =>
    (await listConnections(table, workspaceId, 1_000)).map(({ connectionId }) => connectionId);
  const before = new Set(await idsNow());
  const socket = await openSocket((await ask()).url);
  const connectionId = (await idsNow()).find((id) => !before.has(id));
  if (connectionId === undefined) throw new Error('the host keeps no connection');
  return { connectionId, socket };
}
