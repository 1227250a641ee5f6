/** Answers the tasks of cases for engines that run in other processes: what is called asks here what to do. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Json } from '../../../../lib/platform/index.ts';
import type { AslCase, Call, TaskAnswer } from '../../asl-cases.ts';
import { definitionOf } from '../../asl-cases.ts';

/** What the function of a task is told to do. */
export type TaskOrder = { readonly returns: Json } | { readonly throws: string; readonly message: string };
/** What an engine hands to the function, in the place of the case's own payload. */
export interface TaskEvent {
  readonly controller: string;
  readonly given: Json;
}

export interface ScriptedCase {
  /** The case's definition with its payloads wrapped and its functions replaced by this one. */
  definition(functionName: string): string;
  /** As the case writes calls, and when each came (epoch milliseconds). */
  readonly calls: readonly (Call & { readonly at: number })[];
  /** Tokens in the order the tasks were given them. */
  readonly tokens: readonly string[];
  /** Since when no task is being answered (epoch milliseconds); undefined while one is. Those that hang don't count. */
  quietSince(): number | undefined;
}

/** An engine has given up by then. */
const longerMs = 2_000;

export interface ScriptedTasks {
  /** @param wake for tasks that complete their own token */
  script(aslCase: AslCase, wake: (token: string, output: Json) => Promise<unknown>): ScriptedCase;
  close(): Promise<void>;
}

interface Script extends ScriptedCase {
  readonly answer: (task: string, given: Json) => Promise<TaskOrder>;
}

export async function startScriptedTasks(): Promise<ScriptedTasks> {
  const scripts: Script[] = [];
  const server = createServer((request, response) => void respond(scripts, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    script(aslCase, wake) {
      const url = `http://127.0.0.1:${address.port}/${scripts.length}`;
      const script = scriptOf(aslCase, url, wake);
      scripts.push(script);
      return script;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function respond(scripts: readonly Script[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, index = '', task = ''] = request.url?.split('/') ?? [];
  let body = '';
  for await (const chunk of request) body += chunk;
  const order = await scripts[Number(index)]?.answer(task, JSON.parse(body).given);
  response.writeHead(order === undefined ? 404 : 200).end(JSON.stringify(order));
}

function scriptOf(aslCase: AslCase, url: string, wake: (token: string, output: Json) => Promise<unknown>): Script {
  const calls: (Call & { at: number })[] = [];
  const tokens: string[] = [];
  let answering = 0;
  let quietSince = Date.now();
  const done = (): void => {
    answering -= 1;
    quietSince = Date.now();
  };
  return {
    calls,
    tokens,
    quietSince: () => (answering === 0 ? quietSince : undefined),
    definition: (functionName) => JSON.stringify(definitionOf(aslCase), wrapTasks(url, functionName)),
    answer: async (task, given) => {
      const token = tokenOf(given);
      if (token !== undefined && !tokens.includes(token)) tokens.push(token);
      const payload =
        token === undefined ? given : { ...Object(given), taskToken: `token ${tokens.indexOf(token) + 1}` };
      calls.push({ task, payload, at: Date.now() });
      const answer = answerFor(aslCase.tasks?.[task], given);
      answering += 1;
      if ('wakesItself' in answer) await wake(token ?? '', answer.wakesItself);
      if ('hangsSeconds' in answer) setImmediate(done);
      const order = await orderOf(answer);
      if (!('hangsSeconds' in answer)) done();
      return order;
    },
  };
}

const tokenOf = (given: Json): string | undefined =>
  typeof given === 'object' && given !== null && 'taskToken' in given ? String(given.taskToken) : undefined;

/** For JSON.stringify: a task calls the one function there is, which asks the controller under the task's name. */
const wrapTasks = (url: string, functionName: string) => (key: string, value: unknown) => {
  if (key !== 'Arguments') return value;
  const { FunctionName, Payload } = Object(value);
  const task = String(FunctionName).replace(/^\$\{(\w+)\}$/, '$1');
  return { FunctionName: functionName, Payload: { controller: `${url}/${task}`, given: Payload } };
};

function answerFor(answers: readonly TaskAnswer[] | undefined, given: Json): TaskAnswer {
  const attempt = typeof given === 'object' && given !== null && 'attempt' in given ? given.attempt : 0;
  return answers?.[typeof attempt === 'number' ? attempt : 0] ?? answers?.at(-1) ?? { returns: null };
}

async function orderOf(answer: TaskAnswer): Promise<TaskOrder> {
  if ('returns' in answer) return answer;
  if ('returnsBytes' in answer) return { returns: 'x'.repeat(answer.returnsBytes) };
  if ('hangsSeconds' in answer) {
    await new Promise((resolve) => setTimeout(resolve, answer.hangsSeconds * 1000 + longerMs));
    return { returns: 'too late' };
  }
  if (answer.throws === undefined) return { returns: null };
  return { throws: answer.throws, message: 'message' in answer ? (answer.message ?? '') : 'as scripted' };
}
