import { createAnthropicModel } from '../../../../lib/platform/anthropic/index.ts';
import {
  isOverloaded,
  refusesRequest,
  type ScriptedModel,
  says,
  startScriptedModel,
} from '../../../support/scripted-model.ts';

const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
  AWS_SESSION_TOKEN: 'session',
};
const before = { ...process.env };
let server: ScriptedModel;

beforeEach(() => {
  Object.assign(process.env, credentials, { AWS_BEARER_TOKEN_BEDROCK: 'must-not-be-used' });
});
afterEach(async () => {
  for (const name of [...Object.keys(credentials), 'AWS_BEARER_TOKEN_BEDROCK']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  await server.close();
});

const own = { accessKeyId: 'ASIAFUNCTION', secretAccessKey: 'x', sessionToken: 'of the function' };

function bedrockModel(url: string, credentials?: typeof own) {
  return createAnthropicModel({
    apiKey: () => Promise.reject(new Error('Bedrock needs no key')),
    baseUrl: url,
    timeoutMs: 5_000,
    bedrock: { region: 'eu-central-1', ...(credentials && { credentials }) },
    clock: { now: () => 0, sleep: async () => undefined },
    ids: { next: (prefix) => `${prefix}_0`, secret: () => 'secret', random: () => 0 },
  });
}

const request = {
  model: 'eu.anthropic.claude-sonnet-5-5',
  system: [],
  messages: [{ role: 'user', content: 'Hello' }],
  tools: [],
  maxTokens: 100,
} as const;

describe('A6 Bedrock by configuration', () => {
  it("signs with the role's credentials and names the model in the path", async () => {
    server = await startScriptedModel([says('Hi')]);
    const answer = await bedrockModel(server.url).turn(request);
    expect(answer).toMatchObject({ outcome: 'answered', content: [{ type: 'text', text: 'Hi' }] });
    const sent = server.requests[0];
    expect(sent?.path).toBe('/model/eu.anthropic.claude-sonnet-5-5/invoke');
    expect(sent?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/bedrock\//,
    );
    expect(sent?.headers['x-amz-security-token']).toBe('session');
    expect(sent?.body).toMatchObject({ max_tokens: 100, messages: request.messages });
  });

  it('signs with the credentials that it is given, whatever the environment says', async () => {
    server = await startScriptedModel([says('Hi')]);
    await bedrockModel(server.url, own).turn(request);
    const sent = server.requests[0];
    expect(sent?.headers.authorization).toContain('Credential=ASIAFUNCTION/');
    expect(sent?.headers['x-amz-security-token']).toBe('of the function');
  });

  it('retries and refuses like the Anthropic API', async () => {
    server = await startScriptedModel([
      isOverloaded(),
      says('Hi'),
      refusesRequest(403, 'permission_error', 'no access'),
    ]);
    const model = bedrockModel(server.url);
    expect(await model.turn(request)).toMatchObject({ outcome: 'answered' });
    expect(await model.turn(request)).toMatchObject({ outcome: 'refused_request', status: 403 });
  });
});
