import { listTurns } from '../../../lib/execution/index.ts';
import { calls } from '../../support/scripted-model.ts';
import { blockId, startAgent, workspaceId } from './agent-fixture.ts';

describe('the turns of a session', () => {
  it('S10 are listed newest first, page by page, each with its input, output and cost', async () => {
    const long = 'x'.repeat(9_000);
    const agent = await startAgent([
      calls([{ id: 'toolu_1', name: 'read_bundle_item', input: { id: blockId } }], { thinking: long, signature: 's' }),
      calls([{ id: 'toolu_2', name: 'finish', input: { summary: 'done' } }]),
    ]);
    await agent.run();
    const session = { workspaceId, id: agent.sessionId };

    const first = await listTurns(agent.ports, session, { limit: 1, cursor: undefined });
    const second = await listTurns(agent.ports, session, { limit: 1, cursor: first.cursor });

    expect(first.items).toEqual([
      {
        number: 2,
        input: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'Acme charges 49 euros.' }],
        output: [{ type: 'tool_use', id: 'toolu_2', name: 'finish', input: { summary: 'done' } }],
        stopReason: 'tool_use',
        model: 'scripted-1',
        usage: { inputTokens: 100, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: '0.000000' },
        startedAt: '2026-01-01T00:00:00.000Z',
        durationMs: 0,
      },
    ]);
    expect(second.items).toMatchObject([{ number: 1, output: [{ type: 'thinking', thinking: long }, {}] }]);
  });
});
