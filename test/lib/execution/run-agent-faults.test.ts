/** Crashes, twins and cancellations between an answer and its commit. */
import { ConditionFailed } from '../../../lib/platform/index.ts';
import { calls } from '../../support/scripted-model.ts';
import { type Agent, proposal, startAgent } from './agent-fixture.ts';

const work = (number: number) =>
  calls([
    { id: `toolu_${number}`, name: 'propose_block', input: proposal({ title: `Finding ${number}` }) },
    ...(number === 0 ? [] : [{ id: 'toolu_end', name: 'finish', input: { summary: 'done' } }]),
  ]);
const twoTurns = (): Promise<Agent> => startAgent(({ body }) => work(body.messages?.length === 1 ? 0 : 1));

/** Does something once, before the commit of that number (from 1). */
function beforeCommit(agent: Agent, commit: number, act: () => Promise<void>): void {
  let seen = 0;
  agent.watch.beforeCommit = async () => {
    seen += 1;
    if (seen === commit) await act();
  };
}

describe('a run that is disturbed', () => {
  it.each([1, 2])('S4 repeats a turn whose commit %i never happened, and nothing before it', async (commit) => {
    const agent = await twoTurns();
    beforeCommit(agent, commit, () => Promise.reject(new Error('the process was killed')));

    await expect(agent.run()).rejects.toThrow('killed');
    expect(await agent.rows('turn#')).toHaveLength(commit - 1);
    await agent.run();

    expect(await agent.rows('turn#')).toHaveLength(2);
    const { artifactsCount, usage } = await agent.session();
    expect(artifactsCount).toBe((await agent.rows('art#')).length);
    expect(usage.turns).toBe(2);
    expect(await agent.rows('evt#')).toHaveLength(2);
  });

  it('S4 goes on after a commit whose answer was lost, and repeats none of its effects', async () => {
    const agent = await twoTurns();
    const { commit } = agent.ports.table;
    let isLost = false;
    Object.assign(agent.ports.table, {
      commit: async (writes: Parameters<typeof commit>[0]) => {
        await commit(writes);
        if (isLost) return;
        isLost = true;
        throw new Error('the reply was lost');
      },
    });

    await expect(agent.run()).rejects.toThrow('lost');
    expect(await agent.run()).toEqual({ outcome: 'assess' });

    expect(agent.model.requests).toHaveLength(2);
    expect(await agent.session()).toMatchObject({ artifactsCount: 2, usage: { turns: 2 } });
  });

  it('notices a cancellation at the commit of the turn under way, and writes nothing of it', async () => {
    const agent = await twoTurns();
    beforeCommit(agent, 1, () => agent.put({ status: 'cancelled', completedAt: '2026-01-01T00:00:00.000Z' } as never));

    expect(await agent.run()).toEqual({ outcome: 'closed' });

    expect(agent.model.requests).toHaveLength(1);
    expect(await agent.rows('art#')).toHaveLength(0);
    expect(await agent.rows('turn#')).toHaveLength(0);
  });

  it('keeps an answer that is paid for when only the session’s row has moved', async () => {
    const agent = await twoTurns();
    beforeCommit(agent, 1, () => agent.put({ iterationsCount: 7 }));

    expect(await agent.run()).toEqual({ outcome: 'assess' });

    expect(agent.model.requests).toHaveLength(2);
    expect(await agent.session()).toMatchObject({ iterationsCount: 7, artifactsCount: 2 });
  });

  it('lets one of two runs of the same execution take each turn', async () => {
    const agent = await twoTurns();

    const outcomes = await Promise.all([agent.run(), agent.run()]);

    expect(outcomes).toContainEqual({ outcome: 'assess' });
    const turns = await agent.rows('turn#');
    const { artifactsCount, usage } = await agent.session();
    expect(usage.turns).toBe(turns.length);
    expect(artifactsCount).toBe((await agent.rows('art#')).length);
  });

  it.each([
    ['an older execution', { execution: 2 }, 'closed'],
    ['a session that has ended', { status: 'cancelled', completedAt: '2026-01-01T00:00:00.000Z' }, 'closed'],
    [
      'a session that waits for a person',
      { status: 'pending_review', openCheckpointId: 'chk_01JTESTTESTTESTTESTTESTTE1' },
      'ask',
    ],
    ['work that is to be assessed', { progress: { next: 'assess' } }, 'assess'],
    ['work that is not staged', { progress: { next: 'stage' } }, 'closed'],
  ])('asks no model for %s', async (_, change, outcome) => {
    const agent = await twoTurns();
    await agent.put(change as never);

    expect(await agent.run()).toEqual({ outcome });

    expect(agent.model.requests).toHaveLength(0);
  });

  it('gives up with a retryable error when the session never stops moving', async () => {
    const agent = await twoTurns();
    agent.watch.beforeCommit = () => Promise.reject(new ConditionFailed('the session is as it was read', 3, undefined));

    await expect(agent.run()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(agent.model.requests).toHaveLength(1);
  });

  it('fails loudly when the bundle was never staged', async () => {
    const agent = await startAgent([], { session: { bundleId: undefined } as never });

    await expect(agent.run()).rejects.toMatchObject({ code: 'internal' });
  });
});
