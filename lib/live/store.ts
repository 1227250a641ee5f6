/** Tickets and connections lie in their workspace's partition, so that no event finds its way into another one. */
import { sha256Hex } from '../digest/index.ts';
import type { Key, NamedCondition, Table, Write } from '../platform/index.ts';
import { type Connection, ConnectionRow, TicketRow } from './schema.ts';

const partition = (workspaceId: string): string => `W#${workspaceId}#live`;
const connectionPrefix = 'connection#';
/** Only the hash of a ticket is kept: who reads the table can not connect. */
export const ticketKey = (workspaceId: string, ticket: string): Key => ({
  pk: partition(workspaceId),
  sk: `ticket#${sha256Hex(ticket)}`,
});
const connectionKey = ({ workspaceId, connectionId }: Pick<Connection, 'workspaceId' | 'connectionId'>): Key => ({
  pk: partition(workspaceId),
  sk: `${connectionPrefix}${connectionId}`,
});
/** Which workspace a connection belongs to: when it ends, the host knows its id only. */
const homeKey = (connectionId: string): Key => ({ pk: `L#${connectionId}`, sk: 'home' });

/** The name of the condition that makes a ticket good for one connection. */
export const ticketIsUnused = 'the ticket was not used yet';

export const ticketWrite = (key: Key, principalId: string, expiresAt: number): Write => ({
  kind: 'put',
  table: 'work',
  row: { ...key, principalId, expiresAt },
});

export async function findTicket(table: Table, key: Key): Promise<{ readonly principalId: string } | undefined> {
  const row = await table.get('work', key);
  return row && TicketRow.parse(row);
}

export function ticketUse(key: Key): Write {
  const unused: NamedCondition = { is: 'present', name: ticketIsUnused };
  return { kind: 'delete', table: 'work', key, conditions: [unused] };
}

export const connectionWrites = (connection: Connection, expiresAt: number): readonly Write[] => [
  { kind: 'put', table: 'work', row: { ...connection, ...connectionKey(connection), expiresAt } },
  {
    kind: 'put',
    table: 'work',
    row: { ...homeKey(connection.connectionId), workspaceId: connection.workspaceId, expiresAt },
  },
];

export const forgetWrites = (connection: Pick<Connection, 'workspaceId' | 'connectionId'>): readonly Write[] => [
  { kind: 'delete', table: 'work', key: connectionKey(connection) },
  { kind: 'delete', table: 'work', key: homeKey(connection.connectionId) },
];

/** @param limit 1..1000 */
export async function listConnections(
  table: Table,
  workspaceId: string,
  limit: number,
): Promise<readonly Connection[]> {
  const { rows } = await table.query({
    table: 'work',
    pk: partition(workspaceId),
    sk: { prefix: connectionPrefix },
    limit,
  });
  return rows.map((row) => ConnectionRow.parse(row));
}

export async function findHome(table: Table, connectionId: string): Promise<string | undefined> {
  const row = await table.get('work', homeKey(connectionId));
  return typeof row?.workspaceId === 'string' ? row.workspaceId : undefined;
}
