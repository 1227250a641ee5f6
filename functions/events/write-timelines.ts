import { copyEvents } from '../../lib/timeline/index.ts';
import { streamFunction } from '../middleware/stream.ts';
import { platform } from '../runtime.ts';

/** Timelines are written from the stream, so that they don't limit the rate at which sessions move. */
export const handler = streamFunction('work', (changes) => copyEvents(platform().table, changes));
