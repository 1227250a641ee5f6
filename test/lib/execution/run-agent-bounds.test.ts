/** Every bound of a run, and every way a model can stop. */
import { runAgent } from '../../../lib/execution/index.ts';
import type { Json } from '../../../lib/platform/index.ts';
import {
  answers,
  calls,
  declines,
  isOverloaded,
  loopsForever,
  refusesRequest,
  runsOutOfTokens,
  type Script,
  says,
} from '../../support/scripted-model.ts';
import { type Agent, blockId, proposal, startAgent } from './agent-fixture.ts';

const endless = loopsForever('read_bundle_item', { id: blockId });
const finish = calls([{ id: 'toolu_end', name: 'finish', input: { summary: 'done' } }]);
const requested = async (agent: Agent): Promise<Json | undefined> => {
  const { progress } = await agent.session();
  return progress.next === 'checkpoint' ? progress.request : undefined;
};
/** Endless calls that cost what is said. */
const costly =
  (usage: Json, model = 'claude-opus-5-5'): Script =>
  (_request, number) =>
    answers([{ type: 'tool_use', id: `toolu_${number}`, name: 'read_bundle_item', input: { id: blockId } }], {
      stopReason: 'tool_use',
      usage,
      model,
    });

describe('the bounds of a session', () => {
  it('S6 asks a person after the last allowed turn', async () => {
    const agent = await startAgent(endless, {
      session: { limits: { maxTurns: 3, maxTokens: 100_000, maxCostUsd: '1' } },
    });

    expect(await agent.run()).toEqual({ outcome: 'ask' });

    expect(agent.model.requests).toHaveLength(3);
    expect(await requested(agent)).toEqual({
      checkpointType: 'mid_work_review',
      reason: 'Limit reached: 3 of 3 turns are taken.',
    });
  });

  it('I11 goes beyond a limit of tokens by one call at most', async () => {
    const limits = { maxTurns: 100, maxTokens: 1_000, maxCostUsd: '1' };
    const agent = await startAgent(costly({ input_tokens: 300, output_tokens: 100 }), { session: { limits } });

    expect(await agent.run()).toEqual({ outcome: 'ask' });

    expect(agent.model.requests).toHaveLength(3);
    expect(await requested(agent)).toMatchObject({ reason: 'Limit reached: 1200 of 1000 tokens are used.' });
  });

  it('I11 goes beyond a limit of money by one call at most', async () => {
    const limits = { maxTurns: 100, maxTokens: 10_000_000, maxCostUsd: '0.01' };
    const agent = await startAgent(costly({ input_tokens: 1_000, output_tokens: 0 }), { session: { limits } });

    expect(await agent.run()).toEqual({ outcome: 'ask' });

    expect(agent.model.requests).toHaveLength(3);
    expect((await agent.session()).usage.costUsd).toBe('0.012000');
  });

  it('S4 asks a person when the agent has worked for an hour', async () => {
    const agent = await startAgent((request, number) => {
      agent.clock.pass(25 * 60);
      return typeof endless === 'function' ? endless(request, number) : finish;
    }, {});

    const target = { workspaceId: (await agent.session()).workspaceId, sessionId: agent.sessionId, execution: 1 };
    expect(await runAgent(agent.ports, target, Number.MAX_SAFE_INTEGER)).toEqual({ outcome: 'ask' });

    expect(agent.model.requests).toHaveLength(3);
    expect(await requested(agent)).toMatchObject({ reason: 'Limit reached: the agent has worked for 75 minutes.' });
  });

  it('S6 grants the same budget again with each go-ahead of a person', async () => {
    const agent = await startAgent(endless, {
      session: { limits: { maxTurns: 2, maxTokens: 100_000, maxCostUsd: '1' } },
    });
    await agent.run();
    await agent.put({ progress: { next: 'agent' } });

    expect(await agent.run()).toEqual({ outcome: 'ask' });

    expect(agent.model.requests).toHaveLength(4);
    expect(await requested(agent)).toMatchObject({ reason: 'Limit reached: 4 of 4 turns are taken.' });
  });

  it('lets the agent work again after a go-ahead even when one call went far beyond the limit', async () => {
    const limits = { maxTurns: 100, maxTokens: 10, maxCostUsd: '1' };
    const agent = await startAgent(costly({ input_tokens: 95, output_tokens: 0 }), { session: { limits } });
    await agent.run();
    await agent.put({ progress: { next: 'agent' } });

    await agent.run();

    expect(agent.model.requests).toHaveLength(2);
  });

  it('makes no call when the budget is used up before the first one', async () => {
    const usage = { turns: 10, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, costUsd: '0' };
    const agent = await startAgent(endless, { session: { usage } });

    expect(await agent.run()).toEqual({ outcome: 'ask' });

    expect(agent.model.requests).toHaveLength(0);
    expect(await requested(agent)).toMatchObject({ checkpointType: 'mid_work_review' });
  });
});

describe('the ways in which a model stops', () => {
  it('ends the work when it ends its turn without a call', async () => {
    const agent = await startAgent([says('Nothing to add.')]);

    expect(await agent.run()).toEqual({ outcome: 'assess' });
  });

  it('carries out calls that come with another stop reason than tool_use', async () => {
    const block = { type: 'tool_use', id: 'toolu_1', name: 'propose_block', input: proposal() };
    const agent = await startAgent([answers([block], { stopReason: 'end_turn' }), finish]);

    await agent.run();

    expect(await agent.session()).toMatchObject({ artifactsCount: 1, usage: { turns: 2 } });
  });

  it('fails with a code when the model refuses, carries out nothing of that answer, and can be retried', async () => {
    const refused = answers(
      [
        { type: 'text', text: 'I can not help with that.' },
        { type: 'tool_use', id: 'toolu_1', name: 'propose_block', input: proposal() },
      ],
      { stopReason: 'refusal' },
    );
    const agent = await startAgent([refused, declines(), finish]);

    expect(await agent.run()).toEqual({
      outcome: 'failed',
      code: 'agent_refused',
      detail: 'I can not help with that.',
    });
    expect(await agent.run()).toEqual({
      outcome: 'failed',
      code: 'agent_refused',
      detail: 'The model refused to go on.',
    });
    expect(await agent.session()).toMatchObject({
      artifactsCount: 0,
      usage: { turns: 2 },
      progress: { next: 'agent' },
    });

    expect(await agent.run()).toEqual({ outcome: 'assess' });
    expect(agent.model.requests[2]?.body.messages?.map(({ role }) => role)).toEqual(['user']);
  });

  it('asks a model whose answer was cut to go on, and fails after three in a row', async () => {
    const agent = await startAgent([runsOutOfTokens('a'), runsOutOfTokens('b'), runsOutOfTokens('c'), finish]);

    expect(await agent.run()).toMatchObject({ outcome: 'failed', code: 'answer_too_long' });

    expect(agent.model.requests).toHaveLength(3);
    expect(JSON.stringify(agent.model.requests[1]?.body.messages?.at(-1))).toContain('cut off');
    expect(await agent.run()).toEqual({ outcome: 'assess' });
  });

  it('does not carry out the last call of an answer that was cut: it may be half of one', async () => {
    const tools = ['toolu_1', 'toolu_2'].map((id) => ({
      type: 'tool_use',
      id,
      name: 'propose_block',
      input: proposal({ title: id }),
    }));
    const agent = await startAgent([answers(tools, { stopReason: 'max_tokens' }), finish]);

    await agent.run();

    expect(await agent.rows('art#')).toMatchObject([{ title: 'toolu_1' }]);
    expect(JSON.stringify(agent.model.requests[1]?.body.messages?.at(-1))).toContain('cut off in this call');
  });

  it('hands a paused answer back as it is', async () => {
    const paused = answers([{ type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: {} }], {
      stopReason: 'pause_turn',
    });
    const agent = await startAgent([paused, finish]);

    expect(await agent.run()).toEqual({ outcome: 'assess' });

    expect(agent.model.requests[1]?.body.messages?.map(({ role }) => role)).toEqual(['user', 'assistant']);
  });

  it('lets what stands be reviewed when the conversation outgrows the model, and fails when nothing does', async () => {
    const full = answers([], { stopReason: 'model_context_window_exceeded' });
    const propose = calls([{ id: 'toolu_1', name: 'propose_block', input: proposal() }]);
    const withWork = await startAgent([propose, full]);
    const without = await startAgent([full]);

    expect(await withWork.run()).toEqual({ outcome: 'assess' });
    expect(await without.run()).toMatchObject({ outcome: 'failed', code: 'context_window_exceeded' });
  });

  it('never sends empty answers back, which the API would refuse', async () => {
    const agent = await startAgent([answers([{ type: 'text', text: '' }], { stopReason: 'pause_turn' }), finish]);

    await agent.run();

    expect(JSON.stringify(agent.model.requests[1]?.body.messages)).not.toContain('"text":""');
  });

  it('fails with a code when the API refuses the request, and keeps the work', async () => {
    const agent = await startAgent([refusesRequest(400, 'invalid_request_error', 'no such model'), finish]);

    expect(await agent.run()).toMatchObject({
      outcome: 'failed',
      code: 'model_rejected_request',
      detail: expect.stringContaining('no such model'),
    });
    expect(await agent.session()).toMatchObject({ progress: { next: 'agent' }, usage: { turns: 0 } });
    expect(await agent.run()).toEqual({ outcome: 'assess' });
  });

  it('throws for the workflow’s retry while the model is not available, and loses nothing', async () => {
    let isUp = false;
    const agent = await startAgent(() => (isUp ? finish : isOverloaded()));

    await expect(agent.run()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    isUp = true;

    expect(await agent.run()).toEqual({ outcome: 'assess' });
    expect(await agent.rows('turn#')).toHaveLength(1);
  });
});
