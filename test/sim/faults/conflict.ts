import { CountersignError } from '../../../lib/errors.ts';
import type { NamedCondition, Write } from '../../../lib/platform/index.ts';
import { keyOfWrite } from '../world/mirror.ts';
import type { Fault } from './fault.ts';

/** Attributes that only say that a row was written again. */
const counters: ReadonlySet<string> = new Set(['version', 'rowVersion']);
const countsWrites = (condition: NamedCondition): boolean =>
  condition.is === 'equal' && counters.has(condition.attribute);

/**
 * Somebody else was faster. Where the commit compares a row's count of writes, that row really is written once more just before, so
 * that the table itself refuses; where it compares none, the table gives up after losing its own races.
 */
export const conflict: Fault = {
  name: 'conflict',
  appliesTo: ({ port, method }) => port === 'table' && method === 'commit',
  async fate({ call, world, perform }) {
    const contested = call.writes.find(({ conditions }) => conditions?.some(countsWrites));
    if (contested === undefined) throw new CountersignError('unavailable', 'Too many lost races.');
    const writes = [writtenAgain(contested)];
    await call.process.table.commit(writes).catch(() => undefined);
    await world.mirror.follow(call.process.table, { writes, at: world.now(), by: call.invocation, interference: true });
    return perform();
  },
};

function writtenAgain(write: Write): Write {
  const { pk, sk } = keyOfWrite(write);
  const counter = write.conditions?.find(countsWrites);
  const attribute = counter !== undefined && 'attribute' in counter ? counter.attribute : 'version';
  const conditions = [{ is: 'present', name: 'the row is there' }] as const;
  return { kind: 'update', table: write.table, key: { pk, sk }, add: { [attribute]: 1 }, conditions };
}
