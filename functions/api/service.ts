import { CountersignError } from '../../lib/errors.ts';
import { httpFunction } from '../middleware/http.ts';
import { settings } from '../runtime.ts';

export const handler = httpFunction('service', {
  getHealth: async () => ({ status: 200, body: { status: 'live' } }),
  getReady: async () => {
    if (!settings().isReady()) throw new CountersignError('unavailable', 'The example is still being set up.');
    return { status: 200, body: { status: 'ready' } };
  },
  getOpenApi: async () => ({ status: 200, body: {} }),
  getDocs: async () => ({ status: 200, content: '' }),
});
