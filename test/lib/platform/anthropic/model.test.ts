import { createAnthropicModel } from '../../../../lib/platform/anthropic/index.ts';
import type { ModelRequest } from '../../../../lib/platform/index.ts';
import {
  answers,
  breaksJson,
  calls,
  declines,
  drops,
  fails,
  hangs,
  isOverloaded,
  rateLimits,
  refusesRequest,
  runsOutOfTokens,
  type Script,
  type ScriptedModel,
  says,
  showsPage,
  stalls,
  startScriptedModel,
  withoutUsage,
} from '../../../support/scripted-model.ts';

const key = 'sk-ant-test-0123456789';
const request: ModelRequest = {
  model: 'scripted-1',
  system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  tools: [],
  maxTokens: 1000,
};

let server: ScriptedModel;
afterEach(() => server.close());

/** A model whose pauses are recorded instead of waited, with the jitter in the middle of its window. */
async function modelOn(script: Script, options: { timeoutMs?: number; apiKey?: () => Promise<string> } = {}) {
  server = await startScriptedModel(script);
  const pauses: number[] = [];
  const model = createAnthropicModel({
    apiKey: options.apiKey ?? (async () => key),
    baseUrl: server.url,
    timeoutMs: options.timeoutMs ?? 5_000,
    clock: { now: () => Date.parse('2026-11-20T12:00:00Z'), sleep: async (ms) => void pauses.push(ms) },
    ids: { next: (prefix) => `${prefix}_0`, secret: () => 'secret', random: () => 0.5 },
  });
  return { model, pauses };
}

describe('a turn that is answered', () => {
  it('gives content, stop reason, model and token counts', async () => {
    const usage = { input_tokens: 7, output_tokens: 3, cache_read_input_tokens: 5, cache_creation_input_tokens: 2 };
    const { model } = await modelOn([answers([{ type: 'text', text: 'Hi' }], { usage })]);
    expect(await model.turn(request)).toEqual({
      outcome: 'answered',
      content: [{ type: 'text', text: 'Hi' }],
      stopReason: 'end_turn',
      model: 'scripted-1',
      usage: { inputTokens: 7, outputTokens: 3, cacheReadTokens: 5, cacheWriteTokens: 2 },
    });
  });

  it('passes system, messages, tools and the token limit on, with the key as a header', async () => {
    const { model } = await modelOn([says('Hi')]);
    const tools = [{ name: 'finish', description: 'Ends.', input_schema: { type: 'object' } }];
    await model.turn({ ...request, tools });
    expect(server.requests[0]?.path).toBe('/v1/messages');
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(server.requests[0]?.body).toEqual({
      model: 'scripted-1',
      max_tokens: 1000,
      system: request.system,
      messages: request.messages,
      tools,
    });
  });

  it('S8 keeps signed thinking, parallel calls and unknown block types character for character, out and back', async () => {
    const thought = { thinking: 'Zoë weighs “A” & B\n\u2028…', signature: 'EqQBCkgIB+/=\u0000' };
    const script = calls(
      [{ id: 'toolu_1', name: 'propose_block', input: { z: 1, a: { '2': 'x', '1': null } } }],
      thought,
    );
    const { model } = await modelOn([script, says('done')]);
    const first = await model.turn(request);
    if (first.outcome !== 'answered') throw new Error(first.detail);
    const sent = script.kind === 'answer' ? script.body : '';
    expect(sent).toContain(JSON.stringify(first.content));
    await model.turn({ ...request, messages: [...request.messages, { role: 'assistant', content: first.content }] });
    expect(server.requests[1]?.text).toContain(JSON.stringify(first.content));
  });

  it('counts tokens that the server does not tell as 0', async () => {
    const { model } = await modelOn([withoutUsage('Hi'), answers([], { usage: { input_tokens: null } })]);
    const none = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    expect(await model.turn(request)).toMatchObject({ usage: none });
    expect(await model.turn(request)).toMatchObject({ usage: none });
  });

  it('hands on a refusal and a cut answer as such', async () => {
    const { model } = await modelOn([declines(), runsOutOfTokens('Half a sen')]);
    expect(await model.turn(request)).toMatchObject({ outcome: 'answered', stopReason: 'refusal', content: [] });
    expect(await model.turn(request)).toMatchObject({ outcome: 'answered', stopReason: 'max_tokens' });
  });

  it('asks for the key in every turn, so that a rotated key is used', async () => {
    const keys = ['first-key', 'second-key'];
    const { model } = await modelOn([says('1'), says('2')], { apiKey: async () => keys.shift() ?? '' });
    await model.turn(request);
    await model.turn(request);
    expect(server.requests.map((one) => one.headers.authorization)).toEqual(['Bearer first-key', 'Bearer second-key']);
  });

  it('works without a key on a server that wants none', async () => {
    const { model } = await modelOn([says('Hi')], { apiKey: async () => '' });
    expect(await model.turn(request)).toMatchObject({ outcome: 'answered' });
  });
});

describe('trouble that passes', () => {
  it.each([
    ['a rate limit', rateLimits()],
    ['an overload', isOverloaded()],
    ['an internal error', fails()],
    ['a page of a proxy', showsPage(502)],
    ['a page under status 200', showsPage(200)],
    ['a dropped connection', drops()],
    ['broken JSON', breaksJson()],
    ['JSON that is no message', { kind: 'answer', status: 200, body: '{"content":[1]}' } as const],
  ])('is tried again after %s', async (_name, step) => {
    const { model, pauses } = await modelOn([step, says('Hi')]);
    expect(await model.turn(request)).toMatchObject({ outcome: 'answered' });
    expect(pauses).toEqual([250]);
  });

  it('is given up after four attempts with pauses from doubling windows', async () => {
    const { model, pauses } = await modelOn(() => isOverloaded());
    const answer = await model.turn(request);
    expect(answer).toEqual({
      outcome: 'unavailable',
      detail: 'overloaded_error 529: Overloaded (after 4 attempts)',
    });
    expect(pauses).toEqual([250, 500, 1000]);
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    ['retry-after', { 'retry-after': '2' }, 2250],
    ['retry-after-ms', { 'retry-after-ms': '40', 'retry-after': '9' }, 290],
    ['an HTTP date', { 'retry-after': 'Fri, 20 Nov 2026 12:00:03 GMT' }, 3250],
    ['nonsense', { 'retry-after': 'soon' }, 250],
  ])('waits at least as long as %s tells', async (_name, headers, pause) => {
    const { model, pauses } = await modelOn([rateLimits(headers), says('Hi')]);
    await model.turn(request);
    expect(pauses).toEqual([pause]);
  });

  it('leaves a long pause to the caller instead of waiting it', async () => {
    const { model, pauses } = await modelOn([rateLimits({ 'retry-after': '60' })]);
    expect(await model.turn(request)).toMatchObject({ outcome: 'unavailable', retryAfterSeconds: 60 });
    expect(pauses).toEqual([]);
  });

  it.each([
    ['never answers', hangs()],
    ['stops in the middle of its answer', stalls()],
  ])('ends with the time limit when the server %s', async (_name, step) => {
    const { model } = await modelOn(() => step, { timeoutMs: 60 });
    expect(await model.turn(request)).toEqual({
      outcome: 'unavailable',
      detail: 'the model did not answer within 1 s',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('says that nobody listens', async () => {
    const { model } = await modelOn([]);
    await server.close();
    server = await startScriptedModel([]);
    expect(await model.turn(request)).toMatchObject({
      outcome: 'unavailable',
      detail: 'the connection to the model failed (ECONNREFUSED) (after 4 attempts)',
    });
  });
});

describe('a request that never can succeed', () => {
  it.each([
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [403, 'permission_error'],
    [404, 'not_found_error'],
    [413, 'request_too_large'],
  ])('is refused at once under status %i', async (status, type) => {
    const { model } = await modelOn([refusesRequest(status, type, 'no')]);
    expect(await model.turn(request)).toEqual({ outcome: 'refused_request', status, detail: `${type} ${status}: no` });
    expect(server.requests).toHaveLength(1);
  });

  it('I13 never shows the key, even where the server repeats it', async () => {
    const { model } = await modelOn([
      refusesRequest(401, 'authentication_error', `invalid x-api-key: ${key}`),
      refusesRequest(401, 'authentication_error', 'invalid key sk-ant-api03-other_key'),
    ]);
    expect(JSON.stringify(await model.turn(request))).not.toContain(key);
    expect(JSON.stringify(await model.turn(request))).not.toContain('api03');
  });

  it('does not follow a redirect with the key', async () => {
    const redirect = { kind: 'answer', status: 307, body: '', headers: { location: '/elsewhere' } } as const;
    const { model } = await modelOn([redirect, says('Hi')]);
    expect(await model.turn(request)).toMatchObject({ outcome: 'refused_request', status: 307 });
    expect(server.requests).toHaveLength(1);
  });

  it('asks nobody when neither a key nor another server is configured', async () => {
    server = await startScriptedModel([]);
    const model = createAnthropicModel({
      apiKey: async () => '',
      timeoutMs: 1000,
      clock: { now: () => 0, sleep: async () => undefined },
      ids: { next: (prefix) => `${prefix}_0`, secret: () => 'secret', random: () => 0 },
    });
    expect(await model.turn(request)).toMatchObject({ outcome: 'refused_request', status: 401 });
  });

  it('lets a failure of the secret store through as it is', async () => {
    const { model } = await modelOn([], { apiKey: () => Promise.reject(new Error('no secret')) });
    await expect(model.turn(request)).rejects.toThrow('no secret');
  });
});
