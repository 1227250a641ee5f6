import middy from '@middy/core';
import * as z from 'zod';
import { notFound } from '../../lib/errors.ts';
import { timestamp } from '../../lib/identity/index.ts';
import { platform, settings } from '../runtime.ts';
import { answerProblems } from './answer-problems.ts';
import { exchangeOf } from './exchange.ts';
import { hostContext } from './host-context.ts';
import type { HttpEvent, HttpHandler, HttpResult } from './http-event.ts';
import { logRequests } from './log-requests.ts';
import { readBody } from './read-body.ts';
import { refreshClock } from './refresh-clock.ts';
import { secureAnswers } from './secure-answers.ts';

const MoveClock = z.strictObject({ advanceSeconds: z.number().min(0) });

/**
 * `POST /test/clock`, on stages with a test clock only: moves the time that every Clock reads, then runs what has become due.
 * Elsewhere it is not there.
 */
export function moveClockFunction(runDue: () => Promise<void>): HttpHandler {
  const chain = middy<HttpEvent, HttpResult>()
    .use(refreshClock())
    .use(logRequests())
    .use(secureAnswers())
    .use(answerProblems())
    .handler(async (event: HttpEvent) => {
      exchangeOf(event).route = 'POST /test/clock';
      const { testClock } = platform();
      if (!settings().testClock || testClock === undefined) throw notFound();
      const { advanceSeconds } = MoveClock.parse(readBody({ body: MoveClock }, event).body);
      const now = await testClock.advance(advanceSeconds);
      await runDue();
      return {
        statusCode: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ now: timestamp(now) }),
      };
    });
  return (event, context = hostContext) => chain(event, context);
}
