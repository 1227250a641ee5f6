/** The Model port on Anthropic's SDK: the Anthropic API, Amazon Bedrock, or any server that speaks the Messages API. */
import type { BaseAnthropic } from '@anthropic-ai/sdk/client';
import type { Clock, Ids, Model, ModelAnswer, ModelRequest } from '../ports.ts';
import { readAnswer } from './answer.ts';
import { type ClientSettings, openClient } from './client.ts';
import { type Failure, failureOf, safeDetail } from './failure.ts';

export const maxAttempts = 4;
export const firstPauseMs = 500;
/** Longer pauses are the caller's to wait: a workflow waits for nothing, a Lambda is paid by the millisecond. */
export const longestPauseMs = 20_000;

export interface AnthropicModelSettings extends ClientSettings {
  /** Asked for each turn, so that a rotated key is used from the next turn on. May answer '' for a server that wants none. */
  readonly apiKey: () => Promise<string>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * `timeoutMs` is the most one turn may take, all attempts together.
 * A turn throws only what `apiKey` throws; everything the server or the network does is an outcome.
 */
export function createAnthropicModel(settings: AnthropicModelSettings): Model {
  return {
    async turn(request) {
      const apiKey = settings.bedrock === undefined ? await settings.apiKey() : '';
      if (apiKey === '' && settings.bedrock === undefined && settings.baseUrl === undefined) {
        return { outcome: 'refused_request', status: 401, detail: 'no API key is configured (secret model-key)' };
      }
      const client = await openClient(settings, apiKey);
      const answer = await askPatiently(client, request, settings);
      return answer.outcome === 'answered' ? answer : { ...answer, detail: safeDetail(answer.detail, apiKey) };
    },
  };
}

async function askPatiently(
  client: BaseAnthropic,
  request: ModelRequest,
  settings: AnthropicModelSettings,
): Promise<ModelAnswer> {
  const signal = AbortSignal.timeout(settings.timeoutMs);
  for (let attempt = 1; ; attempt += 1) {
    const result = await askOnce(client, request, signal, settings.clock);
    if (result.kind === 'answered') return result.answer;
    if (result.kind === 'final') return { outcome: 'refused_request', status: result.status, detail: result.detail };
    if (result.kind === 'out_of_time') return tooSlow(settings.timeoutMs);
    const pauseMs = pauseBefore(attempt, result.retryAfterMs ?? 0, settings.ids.random());
    if (attempt >= maxAttempts || pauseMs > longestPauseMs) return unavailable(result, attempt);
    await settings.clock.sleep(pauseMs);
    if (signal.aborted) return unavailable(result, attempt);
  }
}

type Result = { readonly kind: 'answered'; readonly answer: ModelAnswer } | Failure;

async function askOnce(
  client: BaseAnthropic,
  request: ModelRequest,
  signal: AbortSignal,
  clock: Clock,
): Promise<Result> {
  const body = {
    model: request.model,
    max_tokens: request.maxTokens,
    system: request.system,
    messages: request.messages,
    ...(request.tools.length > 0 && { tools: request.tools }),
  };
  try {
    const response = await client.post<unknown>('/v1/messages', { body, signal });
    const answer = readAnswer(response, request.model);
    return answer === undefined
      ? { kind: 'passing', detail: 'the answer is not a message' }
      : { kind: 'answered', answer };
  } catch (error) {
    return failureOf(error, clock.now());
  }
}

/** What the server asked for, plus full jitter over a window that doubles. */
function pauseBefore(attempt: number, toldMs: number, random: number): number {
  const windowMs = Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs - firstPauseMs);
  return toldMs + Math.floor(random * windowMs);
}

function unavailable(failure: Extract<Failure, { kind: 'passing' }>, attempts: number): ModelAnswer {
  return {
    outcome: 'unavailable',
    detail: `${failure.detail} (after ${attempts} attempts)`,
    ...(failure.retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(failure.retryAfterMs / 1000) }),
  };
}

function tooSlow(timeoutMs: number): ModelAnswer {
  return { outcome: 'unavailable', detail: `the model did not answer within ${Math.ceil(timeoutMs / 1000)} s` };
}
