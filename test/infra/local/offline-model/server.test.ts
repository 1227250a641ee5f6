import type { OfflineModel } from '../../../../infra/local/offline-model/index.ts';
import { startOfflineModel } from '../../../../infra/local/offline-model/index.ts';

let server: OfflineModel;
beforeAll(async () => {
  server = await startOfflineModel();
});
afterAll(() => server.close());

const valid = { model: 'offline-extractive-1', max_tokens: 1000, messages: [{ role: 'user', content: 'Hello' }] };
const toolUse = { type: 'tool_use', id: 'toolu_1', name: 'finish', input: {} };
const toolResult = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' };

function post(body: unknown): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${server.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
  });
}

describe('A6 the Messages API on loopback', () => {
  it('answers a message in the shape of the API, with its own model id and a request id', async () => {
    const response = await post(valid);
    expect(response.status).toBe(200);
    expect(response.headers.get('request-id')).toMatch(/^req_[0-9a-f]{24}$/);
    expect(await response.json()).toMatchObject({
      id: expect.stringMatching(/^msg_[0-9a-f]+$/),
      type: 'message',
      role: 'assistant',
      model: 'offline-extractive-1',
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
    });
  });

  it('listens on 127.0.0.1 only', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it.each([
    ['no JSON', '{"model":'],
    ['an array', []],
    ['no model', { ...valid, model: undefined }],
    ['no token limit', { ...valid, max_tokens: 0 }],
    ['no messages', { ...valid, messages: [] }],
    ['an unknown role', { ...valid, messages: [{ role: 'system', content: 'x' }] }],
    ['an assistant first', { ...valid, messages: [{ role: 'assistant', content: 'x' }] }],
    ['an empty text', { ...valid, messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] }],
    [
      'a tool call without input',
      {
        ...valid,
        messages: [...valid.messages, { role: 'assistant', content: [{ type: 'tool_use', id: 'x', name: 'y' }] }],
      },
    ],
    ['the same tool twice', { ...valid, tools: [{ name: 'a' }, { name: 'a' }] }],
    ['an open tool call', { ...valid, messages: [...valid.messages, { role: 'assistant', content: [toolUse] }] }],
    [
      'an unanswered tool call',
      {
        ...valid,
        messages: [...valid.messages, { role: 'assistant', content: [toolUse] }, { role: 'user', content: 'Go on' }],
      },
    ],
    ['an answer to no call', { ...valid, messages: [{ role: 'user', content: [toolResult] }] }],
    [
      'an answer behind a text',
      {
        ...valid,
        messages: [
          ...valid.messages,
          { role: 'assistant', content: [toolUse] },
          { role: 'user', content: [{ type: 'text', text: 'x' }, toolResult] },
        ],
      },
    ],
    ['streaming', { ...valid, stream: true }],
  ])('refuses %s with 400', async (_name, body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      type: 'error',
      error: { type: 'invalid_request_error', message: expect.any(String) },
      request_id: response.headers.get('request-id'),
    });
  });

  it.each(['thinking', 'redacted_thinking', 'image'])('accepts a content block of type %s', async (type) => {
    const content = [
      { type, data: 'x' },
      { type: 'text', text: 'x' },
    ];
    const response = await post({ ...valid, messages: [...valid.messages, { role: 'assistant', content }] });
    expect(response.status).toBe(200);
  });

  it('serves nothing else', async () => {
    expect((await fetch(`${server.url}/v1/messages`)).status).toBe(404);
    expect((await fetch(`${server.url}/v1/models`)).status).toBe(404);
  });

  it('stops at the token limit and says so', async () => {
    const response = await post({ ...valid, max_tokens: 3 });
    expect(await response.json()).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 3 } });
  });
});
