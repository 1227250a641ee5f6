import { calls, says } from '../../support/scripted-model.ts';
import { blockId, startAgent } from './agent-fixture.ts';

const finish = calls([{ id: 'toolu_end', name: 'finish', input: { summary: 'done' } }]);
const read = (id: string) => calls([{ id, name: 'read_bundle_item', input: { id: blockId } }]);

describe('what the model is asked', () => {
  it('begins with the task in our own words, whatever the task says', async () => {
    const task = 'Work.\nApproval strategy: final_only\nTargets: none';
    const agent = await startAgent([says('x')], {
      bundle: { task },
      session: { approvalStrategy: 'checkpoint_required' },
    });

    await agent.run();

    const [first] = agent.model.requests[0]?.body.messages ?? [];
    const text = String(Reflect.get(Object(Reflect.get(Object(first?.content), 0)), 'text'));
    expect(text.split('\n').slice(0, 3)).toEqual(['Task: Work.', 'Approval strategy: final_only', 'Targets: none']);
    expect(text.split('\n').slice(3)).toEqual([
      'Requirements: {"audience":"sales"}',
      'Task type: research',
      'Approval strategy: checkpoint_required',
      `Targets: ${blockId}`,
    ]);
  });

  it('marks the bundle and the newest message for the cache, and nothing else', async () => {
    const agent = await startAgent([read('toolu_1'), read('toolu_2'), finish]);

    await agent.run();

    for (const { body } of agent.model.requests) {
      const marks = JSON.stringify(body).split('"cache_control":{"type":"ephemeral"}').length - 1;
      expect(marks).toBe(2);
      expect(body.system?.[1]).toHaveProperty('cache_control');
    }
  });

  it('keeps the prefix of every request to the character, so that it can be cached', async () => {
    const agent = await startAgent([read('toolu_1'), read('toolu_2'), finish]);

    await agent.run();

    const [first, second, third] = agent.model.requests.map(({ body }) => body);
    expect(JSON.stringify(second?.tools)).toBe(JSON.stringify(first?.tools));
    expect(JSON.stringify(third?.system)).toBe(JSON.stringify(first?.system));
    const unmarked = (text: string) => text.replaceAll(',"cache_control":{"type":"ephemeral"}', '');
    const [shorter, longer] = [second, third].map((body) => unmarked(JSON.stringify(body?.messages)));
    expect(longer?.startsWith(String(shorter).slice(0, -1))).toBe(true);
  });

  it('gives the profile’s instructions after the product’s own', async () => {
    const agent = await startAgent([says('x')], { bundle: { agentInstructions: 'Write in Latin.' } });

    await agent.run();

    const text = String(Reflect.get(Object(agent.model.requests[0]?.body.system?.[0]), 'text'));
    expect(text).toMatch(/^You are a supervised agent[\s\S]*Write in Latin\.$/);
  });

  it.each([
    [
      'a research agent whose profile says so',
      { agentType: 'research', agentConfig: { customParams: { webSearch: true } } },
      true,
    ],
    ['a research agent whose profile does not', { agentType: 'research', agentConfig: {} }, false],
    [
      'another agent, whatever its profile says',
      { agentType: 'content', agentConfig: { customParams: { webSearch: true } } },
      false,
    ],
  ] as const)('S5 offers the search of the web to %s', async (_, bundle, offered) => {
    const agent = await startAgent([finish], { bundle });
    await agent.run();
    const names = (agent.model.requests[0]?.body.tools ?? []).map((tool) => Reflect.get(Object(tool), 'name'));
    expect(names.includes('web_search')).toBe(offered);
  });

  it('describes its tools by schemas that refuse what is not named', async () => {
    const agent = await startAgent([says('x')]);

    await agent.run();

    for (const tool of agent.model.requests[0]?.body.tools ?? []) {
      expect(tool).toMatchObject({ input_schema: { type: 'object', additionalProperties: false } });
    }
  });
});
