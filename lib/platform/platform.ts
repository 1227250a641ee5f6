import type { MovableClock } from './clock.ts';
import type { Blobs, Clock, Ids, Log, Mailer, Model, Push, Queue, Secrets, WorkflowEngine } from './ports.ts';
import type { Table } from './table.ts';

/** Everything outside the product, as one host provides it. `#platform` exports `platform()`, which answers the host's. */
export interface Platform {
  readonly table: Table;
  readonly blobs: Blobs;
  readonly queue: Queue;
  readonly engine: WorkflowEngine;
  readonly mailer: Mailer;
  readonly push: Push;
  readonly secrets: Secrets;
  readonly model: Model;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Only on a stage whose clock may be moved (`testClock`, refused in production). */
  readonly testClock: MovableClock | undefined;
  /** Takes over a clock that another process moved; does nothing on other stages. For the start of each invocation. */
  refreshClock(): Promise<void>;
}
