/** A process that takes one message from the queue of a database file and is killed before it has handled it. */
import { createSystemClock } from '../../lib/platform/clock.ts';
import { openDatabase } from '../../lib/platform/local/database.ts';
import { createLocalQueue } from '../../lib/platform/local/queue.ts';
import { createLog } from '../../lib/platform/log.ts';

const [databasePath = ''] = process.argv.slice(2);
const clock = createSystemClock();
const queue = createLocalQueue({ database: openDatabase(databasePath), clock, log: createLog(clock) });
queue.consume('mail', async () => process.kill(process.pid, 'SIGKILL') && undefined);
