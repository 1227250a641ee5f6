import { configureRuntime } from '../../../functions/runtime.ts';
import { handler } from '../../../functions/workflow/run-agent.ts';
import { type LocalPlatform, openLocalPlatform } from '../../../lib/platform/local/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const definition = { QueryLanguage: 'JSONata', StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
const dataFolder = temporaryFolder();
const logged: string[] = [];
let platform: LocalPlatform;
beforeAll(async () => {
  configureRuntime({
    stage: 'test',
    liveUrl: 'ws://127.0.0.1/live',
    publicUrl: 'http://127.0.0.1',
    issuers: [],
    signIn: { issuer: 'http://127.0.0.1', clientId: 'console', isConfidential: false },
    rateLimits: false,
    testClock: false,
    modelId: 'offline',
    logRequests: true,
    isReady: () => true,
  });
  platform = await openLocalPlatform({
    dataFolder,
    environment: {},
    definitions: { session: definition },
    tasks: {},
    publicUrl: 'http://127.0.0.1',
    writeLog: (line) => logged.push(line),
  });
});
afterAll(() => platform.close());

const context = { getRemainingTimeInMillis: () => 900_000 } as Parameters<typeof handler>[1];
const work = {
  workspaceId: 'wsp_01JTESTTESTTESTTESTTESTTE1',
  sessionId: 'ses_01JTESTTESTTESTTESTTESTTE1',
  execution: 1,
};

describe('the task that runs the agent', () => {
  it('answers that there is nothing to do for a session that is not there', async () => {
    const before = logged.length;

    expect(await handler({ work }, context)).toEqual({ outcome: 'closed' });

    const [line = ''] = logged.slice(before);
    expect(JSON.parse(line)).toMatchObject({ event: 'task.done', ...work, outcome: 'closed' });
  });

  it.each([
    ['nothing', undefined],
    ['an id of another kind', { work: { ...work, sessionId: 'wsp_1' } }],
    ['no execution', { work: { ...work, execution: 0 } }],
  ])('fails by a name of the product’s own on %s, and logs why', async (_, input) => {
    const before = logged.length;

    await expect(handler(input, context)).rejects.toMatchObject({
      name: 'internal',
      message: 'Something went wrong inside; the log says what.',
    });
    expect(logged.slice(before).join('\n')).toMatch(/"event":"task.failed".*ZodError/);
  });
});
