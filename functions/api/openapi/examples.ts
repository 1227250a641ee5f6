import type { RouteName } from '../routes.ts';

const digest = `sha256:${'0'.repeat(64)}`;

/** Bodies to start from, shown in the document and on the page to try calls. */
export const bodyExamples: Readonly<Partial<Record<RouteName, unknown>>> = {
  createWorkspace: { name: 'Research desk' },
  putMember: { role: 'reviewer', displayName: 'Rosa Lindqvist', email: 'rosa@example.com' },
  putPolicy: { quorum: 2, linkMaxRisk: 'low' },
  createProject: { name: 'Handbook', description: 'What we know about our product' },
  importDocuments: { documents: [{ path: 'guide.md', content: '# Guide\n\nHow it works.\n' }] },
  createBlock: { title: 'Refund window', content: 'Customers can return goods for 30 days.', type: 'knowledge' },
  createAsset: {
    agentType: 'content',
    type: 'style-guide',
    permanence: 'permanent',
    fileName: 'tone.md',
    contentType: 'text/markdown',
    contentBase64: 'RnJpZW5kbHksIGFuZCBzaG9ydC4K',
  },
  createAgent: { name: 'Researcher', type: 'research', config: { depth: 'medium' } },
  createSession: {
    taskIntent: 'Find what our handbook says about refunds, and propose what is missing.',
    taskType: 'research',
    agentType: 'research',
    autoExecute: true,
  },
  approveCheckpoint: { digest },
  rejectCheckpoint: { digest, reason: 'The sources do not support it.' },
  requestChanges: { digest, feedback: 'Please quote the source for each claim.' },
  reviewCheckpoint: {
    digest,
    quality: 'approved',
    verdicts: { art_01JABCDEFGHJKMNPQRSTVWXYZ0: 'apply', art_01JABCDEFGHJKMNPQRSTVWXYZ1: 'save_as_draft' },
    feedback: 'Good work.',
  },
  addComment: { text: 'Have you looked at the older policy?' },
};
