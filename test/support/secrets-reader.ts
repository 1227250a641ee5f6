/** Prints one secret of a data folder: one of several processes that start at the same time. */
import { createSystemClock } from '../../lib/platform/clock.ts';
import { createIds } from '../../lib/platform/ids.ts';
import { createLocalSecrets } from '../../lib/platform/local/secrets.ts';

const [dataFolder = ''] = process.argv.slice(2);
const secrets = createLocalSecrets({ dataFolder, environment: {}, ids: createIds(createSystemClock()) });
process.stdout.write(await secrets.get('link-key'));
