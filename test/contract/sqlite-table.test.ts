import { openDatabase } from '../../lib/platform/local/database.ts';
import { createSqliteTable } from '../../lib/platform/local/sqlite-table.ts';
import { createManualClock } from '../support/manual-clock.ts';
import type { Subject } from './table/subject.ts';
import { describeTableContract } from './table-contract.ts';

const database = openDatabase(':memory:');
const clock = createManualClock();
const subject: Subject = { table: createSqliteTable(database, clock), clock };
afterAll(() => database.close());

describeTableContract('SQLite', async () => subject);
