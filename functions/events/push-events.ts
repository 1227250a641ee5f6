import { pushEvents } from '../../lib/live/index.ts';
import { streamFunction } from '../middleware/stream.ts';
import { platform } from '../runtime.ts';

/** What has just happened, to whoever looks at this moment. */
export const handler = streamFunction('work', (changes) => pushEvents(platform(), changes));
