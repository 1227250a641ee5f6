import { CountersignError } from '../../lib/errors.ts';
import { httpFunction } from '../middleware/http.ts';
import { settings } from '../runtime.ts';
import { docsScript } from './docs/script.ts';
import { docsStyle } from './docs/style.ts';

export const handler = httpFunction('service', {
  getHealth: async () => ({ status: 200, body: { status: 'live' } }),

  getReady: async () => {
    if (!settings().isReady()) throw new CountersignError('unavailable', 'The example is still being set up.');
    return { status: 200, body: { status: 'ready' } };
  },

  // Loaded when asked for: the libraries behind them take longer to load than all the rest of this function.
  getOpenApi: async () => {
    const { openApiDocument } = await import('./openapi.ts');
    return { status: 200, body: { ...openApiDocument(settings().publicUrl) } };
  },

  getDocs: async () => {
    const { docsPage, docsPolicy } = await import('./docs-page.tsx');
    return {
      status: 200,
      content: docsPage(settings().publicUrl),
      headers: { 'content-security-policy': docsPolicy },
    };
  },

  getDocsStyle: async () => ({ status: 200, content: docsStyle }),

  getDocsScript: async () => ({ status: 200, content: docsScript }),
});
