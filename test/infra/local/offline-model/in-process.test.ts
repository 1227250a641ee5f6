import { createModelFetch, inProcessModelUrl, startOfflineModel } from '../../../../infra/local/offline-model/index.ts';

const message = { model: 'offline-extractive-1', max_tokens: 1000, messages: [{ role: 'user', content: 'Hello' }] };

const answerOf = async (ask: typeof fetch, url: string, body: string) => {
  const response = await ask(`${url}/v1/messages`, { method: 'POST', body });
  return { status: response.status, id: response.headers.get('request-id'), body: await response.json() };
};

describe('A6 the offline model within its host', () => {
  it.each([
    ['a message', JSON.stringify(message)],
    ['a request that the API refuses', JSON.stringify({ ...message, max_tokens: 0 })],
    ['what is no JSON', '{'],
  ])('answers %s as its server does, to the last character', async (_, body) => {
    const server = await startOfflineModel();
    const expected = await answerOf(fetch, server.url, body);
    await server.close();
    expect(await answerOf(createModelFetch(), inProcessModelUrl, body)).toEqual(expected);
  });
});
