import type { Clock, Ids, Table } from '../platform/index.ts';

/** What the use cases of this domain need of the host. */
export interface Ports {
  readonly table: Table;
  readonly clock: Clock;
  readonly ids: Ids;
}
