/** From a ticket to an open connection, and its end. */
import { CountersignError } from '../errors.ts';
import { type Actor, findMember, isAllowed, memberIsStill, timestamp, WorkspaceId } from '../identity/index.ts';
import { type Clock, ConditionFailed, type Ids, type Table } from '../platform/index.ts';
import type { Connection, EventTicket } from './schema.ts';
import {
  connectionWrites,
  findHome,
  findTicket,
  forgetWrites,
  listConnections,
  ticketIsUnused,
  ticketKey,
  ticketUse,
  ticketWrite,
} from './store.ts';

export const ticketLifeSeconds = 30;
/** API Gateway closes each connection after two hours; here it is the same everywhere. */
export const connectionLifeSeconds = 7_200;
/** Each event goes to each of them. Whoever finds no place asks from time to time instead. */
export const maxConnectionsPerWorkspace = 500;
/** With one more, the oldest is told nothing any more: a tab long forgotten, or one that ended without a word. */
export const maxConnectionsPerPerson = 20;
const ticketBytes = 32;

interface LivePorts {
  readonly table: Table;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** @param liveUrl where WebSockets are opened, without a query @returns a ticket for the actor's own workspace */
export async function issueTicket(ports: LivePorts, actor: Actor, liveUrl: string): Promise<EventTicket> {
  const ticket = `${actor.workspaceId}.${ports.ids.secret(ticketBytes)}`;
  const expiresAtSeconds = Math.floor(ports.clock.now() / 1000) + ticketLifeSeconds;
  await ports.table.commit([
    ticketWrite(ticketKey(actor.workspaceId, ticket), actor.principalId, expiresAtSeconds),
    memberIsStill(actor),
  ]);
  return { ticket, url: `${liveUrl}?ticket=${ticket}`, expiresAt: timestamp(expiresAtSeconds * 1000) };
}

/**
 * Uses the ticket up and keeps the connection.
 * @throws CountersignError `unauthenticated` for a ticket that is unknown, used or too old, `forbidden` for who may no longer read
 * the timeline, `limit_reached`
 */
export async function openConnection(
  ports: Omit<LivePorts, 'ids'>,
  { ticket, connectionId }: { readonly ticket: string; readonly connectionId: string },
): Promise<void> {
  const { table, clock } = ports;
  const workspaceId = WorkspaceId.safeParse(ticket.split('.', 1)[0]).data;
  if (workspaceId === undefined) throw unfit();
  const key = ticketKey(workspaceId, ticket);
  const found = await findTicket(table, key);
  if (found === undefined) throw unfit();
  const { principalId } = found;
  const [member, connections] = await Promise.all([
    findMember(table, workspaceId, principalId),
    listConnections(table, workspaceId, maxConnectionsPerWorkspace),
  ]);
  if (member === undefined || !isAllowed('timeline.read', member.role, member.kind)) throw notOpenToYou();
  const surplus = oldestBeyondLimit(connections.filter((one) => one.principalId === principalId));
  if (surplus === undefined && connections.length >= maxConnectionsPerWorkspace)
    throw new CountersignError('limit_reached', 'Too many connections are open. Ask from time to time instead.');
  const now = clock.now();
  const connection = { connectionId, workspaceId, principalId, connectedAt: timestamp(now) };
  const writes = [
    ticketUse(key),
    memberIsStill(member),
    ...(surplus === undefined ? [] : forgetWrites(surplus)),
    ...connectionWrites(connection, Math.floor(now / 1000) + connectionLifeSeconds),
  ];
  await table.commit(writes).catch((error: unknown) => {
    throw error instanceof ConditionFailed && error.condition === ticketIsUnused ? unfit() : error;
  });
}

function oldestBeyondLimit(own: readonly Connection[]): Connection | undefined {
  if (own.length < maxConnectionsPerPerson) return undefined;
  return own.toSorted((one, other) => one.connectedAt.localeCompare(other.connectedAt))[0];
}

/** Forgets a connection that has ended. */
export async function endConnection(table: Table, connectionId: string): Promise<void> {
  const workspaceId = WorkspaceId.safeParse(await findHome(table, connectionId)).data;
  if (workspaceId !== undefined) await table.commit(forgetWrites({ workspaceId, connectionId }));
}

/** One answer for every ticket that opens nothing. */
const unfit = (): CountersignError =>
  new CountersignError('unauthenticated', 'This ticket opens nothing. Ask for a new one.');
const notOpenToYou = (): CountersignError => new CountersignError('forbidden', 'You are no longer in this workspace.');
