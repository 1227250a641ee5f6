import { inspect } from 'node:util';
import type { Json } from '../../lib/platform/index.ts';
import { platform } from '../runtime.ts';
import { exchangeOf } from './exchange.ts';
import type { HttpMiddleware } from './http-event.ts';
import { problemOf } from './problem.ts';

/** Errors with their causes, but not whole object graphs. */
const inspectDepth = 3;

/** Every error leaves as a problem document; what the caller may not see of it goes to the log, once. */
export const answerProblems = (): HttpMiddleware => ({
  onError: (request) => {
    const exchange = exchangeOf(request.event);
    const { answer, code, failure } = problemOf(request.error, exchange.requestId);
    exchange.code = code;
    if (failure !== undefined) {
      const fields: Record<string, Json> = {
        requestId: exchange.requestId,
        route: exchange.route,
        ...exchange.ids,
        code,
        error: inspect(failure, { depth: inspectDepth }),
      };
      platform().log.error('http.failed', fields);
    }
    request.response = { statusCode: answer.status, headers: { ...answer.headers }, body: answer.content ?? '' };
  },
});
