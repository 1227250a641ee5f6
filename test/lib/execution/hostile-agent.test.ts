import fc from 'fast-check';
import type { Json } from '../../../lib/platform/index.ts';
import { answers } from '../../support/scripted-model.ts';
import { blockId, documentId, lockedBlockId, proposal, startAgent, update, workspaceId } from './agent-fixture.ts';

/** A model that calls anything with anything, often nearly right. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    '\ud800',
    '\u0000',
    '__proto__',
    blockId,
    lockedBlockId,
    documentId,
    '</bundle>',
    '\u202eabc',
    'art_0',
  ),
);
const anything = fc.oneof(fc.jsonValue({ maxDepth: 3 }), nasty, fc.constant(1e308), fc.constant(-0));
const names = [
  ...['propose_block', 'propose_block_update', 'create_document', 'record_insight', 'deliver_file'],
  ...['request_checkpoint', 'read_bundle_item', 'finish', 'approve', '__proto__', ''],
];
const member = fc.constantFrom(
  ...[
    'title',
    'content',
    'blockId',
    'blockIds',
    'sources',
    'confidence',
    'revises',
    'type',
    'fileName',
    'id',
    'summary',
  ],
);
const nearlyRight = fc
  .tuple(fc.constantFrom(proposal(), update(), proposal({ blockIds: [blockId] })), member, fc.oneof(nasty, anything))
  .map(([input, name, value]) => ({ ...input, [name]: value }));
const call = fc.record({ name: fc.constantFrom(...names), input: fc.oneof(nearlyRight, nearlyRight, anything) });
const turn = fc.record({
  calls: fc.array(call, { maxLength: 25 }),
  stopReason: fc.constantFrom(
    'tool_use',
    'end_turn',
    'max_tokens',
    'refusal',
    'pause_turn',
    'model_context_window_exceeded',
    'odd',
  ),
});
const maxTurns = 6;

describe('T7 a hostile model', () => {
  it('changes nothing but its own session, stays within its bounds, and never breaks the loop', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 8 }), fc.boolean(), async (turns, needsPlan) => {
        const agent = await startAgent(
          (_request, number) => {
            const { calls, stopReason } = turns[number % turns.length] ?? { calls: [], stopReason: 'end_turn' };
            const blocks = calls.map(({ name, input }, place) => ({
              type: 'tool_use',
              id: `toolu_${number}_${place}`,
              name,
              input: input as Json,
            }));
            return answers(blocks, { stopReason });
          },
          {
            session: {
              limits: { maxTurns, maxTokens: 1_000_000, maxCostUsd: '1' },
              approvalStrategy: needsPlan ? 'checkpoint_required' : 'final_only',
            },
          },
        );

        const { outcome } = await agent.run();

        expect(['ask', 'assess', 'failed']).toContain(outcome);
        const { artifactsCount, usage } = await agent.session();
        expect(usage.turns).toBeLessThanOrEqual(maxTurns);
        expect(artifactsCount).toBe((await agent.rows('art#')).length);
        expect(artifactsCount).toBeLessThanOrEqual(needsPlan ? 0 : maxTurns * 20);
        expect(agent.watch.reads.substrate).toBe(0);
        const partition = `W#${workspaceId}#ses#${agent.sessionId}`;
        const written = agent.watch.commits.flat().map((write) => (write.kind === 'put' ? write.row.pk : write.key.pk));
        expect(new Set(written)).toEqual(new Set(written.length === 0 ? [] : [partition]));
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
