import type { PlantedBug } from './plant.ts';

/** Bugs in how approved work reaches the knowledge base, and the audit chain. */
export const applyingBugs: readonly PlantedBug[] = [
  {
    name: 'acknowledged before written',
    breaks: 'an answer promises what a kill takes back',
    file: 'lib/governance/commit-review.ts',
    search: '    await ports.table.commit(writes);\n    return committed;',
    replace: '    void ports.table.commit(writes).catch(() => {});\n    return committed;',
  },
  {
    name: 'verdict not looked at',
    breaks: 'what was rejected is applied',
    file: 'lib/governance/plan-decision.ts',
    search: "verdicts[id] === 'apply')",
    replace: "verdicts[id] !== 'nothing' as never)",
  },
  {
    name: 'base not compared',
    breaks: 'an update overwrites what it was not made for',
    file: 'lib/substrate/block-changes.ts',
    search: "base: { version: baseVersion, states: ['accepted', 'locked'] },",
    replace: "base: 'any',",
  },
  {
    name: 'staged is visible',
    breaks: 'half of a large review is seen before it is decided',
    file: 'lib/substrate/knowledge-row.ts',
    search: '    staged: body,\n    stagedReviewId: reviewId,\n',
    replace: '    current: body,\n    stagedReviewId: reviewId,\n',
  },
  {
    name: 'withdrawn claim does not reopen',
    breaks: 'a checkpoint is being decided for ever',
    file: 'lib/governance/apply-large.ts',
    search: '[removeClaim(claim), ...reopenWrites(claim)]',
    replace: '[removeClaim(claim), ...reopenWrites(claim).slice(1)]',
  },
  {
    name: 'chain forgets the mutations',
    breaks: 'the audit does not say what was changed',
    file: 'lib/governance/commit-review.ts',
    search: 'chain: extendChain(head.chain, [plan.decision, ...mutations]).end,',
    replace: 'chain: extendChain(head.chain, [plan.decision]).end,',
  },
  {
    name: 'event after the commit',
    breaks: 'a kill leaves a change that nothing tells of',
    file: 'lib/checkpoints/open-checkpoint.ts',
    search: '    ...sessionWrites(session, next),\n    opened,\n    ...notice.writes,\n  ]);',
    replace:
      '    ...sessionWrites(session, next),\n    ...notice.writes,\n  ]);\n  await ports.table.commit([opened]);',
  },
];
