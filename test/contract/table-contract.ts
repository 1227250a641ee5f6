/** What every Table adapter does. The parts share one table; each case keeps to partitions of its own. */
import { describeChanges } from './table/changes.ts';
import { describeCommits } from './table/commits.ts';
import { describeConditions } from './table/conditions.ts';
import { describeExpiry } from './table/expiry.ts';
import { describeQueries } from './table/queries.ts';
import { describeRows } from './table/rows.ts';
import type { OpenTable } from './table/subject.ts';

export function describeTableContract(name: string, open: OpenTable): void {
  describe(`the Table port on ${name}`, () => {
    describeRows(open);
    describeConditions(open);
    describeCommits(open);
    describeQueries(open);
    describeExpiry(open);
    describeChanges(open);
  });
}
