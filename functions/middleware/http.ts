/** The one chain of the API: every request passes the same checks in one order, then reaches its handler. */
import middy from '@middy/core';
import type { ApiFunctionName } from '../api/route.ts';
import { answerProblems } from './answer-problems.ts';
import { type AnyHandler, answerRequest } from './answer-request.ts';
import type { HandlersOf } from './api-request.ts';
import { hostContext } from './host-context.ts';
import type { HttpEvent, HttpHandler, HttpResult } from './http-event.ts';
import { logRequests } from './log-requests.ts';
import { refreshClock } from './refresh-clock.ts';
import { secureAnswers } from './secure-answers.ts';

/** One function of the API: its handlers, one for each of its routes, behind the chain. */
export function httpFunction<F extends ApiFunctionName>(_name: F, handlers: HandlersOf<F>): HttpHandler {
  // Which handler takes which request is known by the route's name only, so here it is taken for any.
  const byName = new Map(Object.entries(handlers as Readonly<Record<string, AnyHandler>>));
  const chain = middy<HttpEvent, HttpResult>()
    .use(refreshClock())
    .use(logRequests())
    .use(secureAnswers())
    .use(answerProblems())
    .handler((event: HttpEvent) => answerRequest(byName, event));
  return (event, context = hostContext) => chain(event, context);
}
