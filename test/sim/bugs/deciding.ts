import type { PlantedBug } from './plant.ts';

/** Bugs in who decides, on what, and how it comes out. */
export const decidingBugs: readonly PlantedBug[] = [
  {
    name: 'digest not compared',
    breaks: 'a decision counts for bytes that the person did not see',
    file: 'lib/governance/decide.ts',
    search: 'if (command.digest !== checkpoint.digest) {',
    replace: 'if (command.digest === "") {',
  },
  {
    name: 'membership not a condition',
    breaks: 'who has just lost the role still decides',
    file: 'lib/governance/plan-decision.ts',
    search: '    memberIsStill(actor),\n',
    replace: '',
  },
  {
    name: 'policy not a condition',
    breaks: 'what the policy has just forbidden is still done',
    file: 'lib/governance/plan-decision.ts',
    search: '    policyIsStill(actor.workspaceId, situation.policy.version),\n',
    replace: '',
  },
  {
    name: 'voters not a condition',
    breaks: 'the vote of somebody who has left counts',
    file: 'lib/governance/plan-decision.ts',
    search: "    ...(command.quality === 'approved' ? votersAreStill(approvals) : []),\n",
    replace: '',
  },
  {
    name: 'expire is approve',
    breaks: 'silence counts as a yes',
    file: 'lib/governance/climb-ladder.ts',
    search: "status: 'expired', decidedAt: at",
    replace:
      "status: 'approved', reviewId: session.id.replace('ses', 'rev'), decidedBy: 'system', verdicts: {}, decidedAt: at",
  },
  {
    name: 'proposer may approve',
    breaks: 'people approve their own work',
    file: 'lib/checkpoints/who-may-decide.ts',
    search: "if (policy.selfApproval === 'forbidden' && principalId === checkpoint.initiatedBy)",
    replace: 'if (principalId === "")',
  },
  {
    name: 'quorum one short',
    breaks: 'fewer people than the policy wants',
    file: 'lib/governance/decide.ts',
    search: 'approvals.length + 1 < checkpoint.policy.quorum',
    replace: 'approvals.length + 2 < checkpoint.policy.quorum',
  },
  {
    name: 'opening a link decides',
    breaks: 'a mail scanner approves the work',
    file: 'functions/approvals/open-link.ts',
    search: '  const link = await knownLink(ports, token);\n',
    replace: `  const link = await knownLink(ports, token);
  if (link.checkpoint.status === 'open') {
    const { decide } = await import('../../lib/governance/index.ts');
    const actor = { ...link.recipient, assurance: 'link_holder', via: 'link' } as never;
    const { sessionId, id: checkpointId, digest } = link.checkpoint;
    await decide(ports, actor, { sessionId, checkpointId }, { digest, quality: 'approved' } as never, async () => []);
  }
`,
  },
];
