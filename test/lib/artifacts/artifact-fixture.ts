import { ArtifactRevision, artifactIdOf, contentDigestOf } from '../../../lib/artifacts/index.ts';
import { digestOfContent } from '../../../lib/digest/index.ts';

export const sessionId = 'ses_01JTESTTESTTESTTESTTESTTE1';
const content = 'Acme charges 49 euros.';
const startedAtMs = Date.UTC(2026, 0, 1);

/** The first revision of a block proposal. */
export const revision: ArtifactRevision = ArtifactRevision.parse({
  id: artifactIdOf({ sessionId, turn: 1, call: 0, startedAtMs }),
  sessionId,
  revision: 1,
  artifactType: 'block_proposal',
  outputKind: 'research_finding',
  title: 'Prices',
  content,
  bodyDigest: digestOfContent(content),
  sizeBytes: content.length,
  excerpt: content,
  knowledgeType: 'finding',
  agentConfidence: 0.8,
  agentReasoning: 'It is said so.',
  agentSessionId: 'agent-session',
  sources: [{ blockId: 'blk_1', quote: content }],
  sourceContextIds: ['blk_1'],
  contentDigest: contentDigestOf({
    artifactType: 'block_proposal',
    title: 'Prices',
    content,
    knowledgeType: 'finding',
  }),
  turn: 1,
  createdAt: new Date(startedAtMs).toISOString(),
});
