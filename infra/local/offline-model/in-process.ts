import { type Answer, createAnswer, failedReply, headersOf, type Reply } from './replies.ts';

/** Where it seems to be; nothing is ever sent there. */
export const inProcessModelUrl = 'http://offline-model.invalid';

/** The offline model as a `fetch` of its own, for the host that carries it: the same bytes as over a socket, without one. */
export function createModelFetch(): typeof fetch {
  const answer = createAnswer();
  return async (url, init) => {
    const path = new URL(url instanceof Request ? url.url : url).pathname;
    const reply = replyOf(answer, init?.method ?? 'GET', path, typeof init?.body === 'string' ? init.body : '');
    return new Response(reply.body, { status: reply.status, headers: headersOf(reply) });
  };
}

/** A fault of the model is told as its server would tell it. */
function replyOf(answer: Answer, method: string, path: string, text: string): Reply {
  try {
    return answer(method, path, text);
  } catch (error) {
    return failedReply(error instanceof Error ? error.message : 'unknown error');
  }
}
