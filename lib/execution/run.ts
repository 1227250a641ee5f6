import type { Blobs, Clock, Ids, Log, Model, Table } from '../platform/index.ts';
import type { Session } from '../sessions/index.ts';
import type { PriceTable } from './prices.ts';
import type { TakenTurn } from './schema.ts';

/** What the agent's loop may touch. No function of this domain reads the substrate table: knowledge comes from the bundle alone (T3). */
export interface AgentPorts {
  readonly table: Table;
  readonly blobs: Blobs;
  readonly model: Model;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** @default listPrices */
  readonly prices?: PriceTable;
}

/** Which work: an older execution than the session's own is fenced off. */
export interface RunTarget {
  readonly workspaceId: string;
  readonly sessionId: string;
  readonly execution: number;
}

/** A run under way: the turns so far are kept at hand and read again only after a lost race. */
export interface Run {
  readonly ports: AgentPorts;
  readonly target: RunTarget;
  readonly turns: TakenTurn[];
}

export type WorkingSession = Extract<Session, { status: 'in_progress' }>;

export const isOurs = (session: Session | undefined, target: RunTarget): session is WorkingSession =>
  session?.status === 'in_progress' && session.execution === target.execution;
