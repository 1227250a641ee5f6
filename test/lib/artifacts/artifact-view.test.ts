import {
  Artifact,
  ArtifactRevisionView,
  ArtifactSummary,
  artifactRevisionView,
  artifactSummary,
  artifactView,
} from '../../../lib/artifacts/index.ts';
import { revision } from './artifact-fixture.ts';

const risk = {
  riskLevel: 'low',
  riskFactors: [{ code: 'adds_block', detail: 'It adds a block.', weight: 5 }],
} as const;
const applied = [{ status: 'approved', sequence: 1, artifacts: [{ id: revision.id, revision: 1 }] }] as const;

describe('an artifact as the API shows it', () => {
  it('has its content, its status with links, its risk, and what only its type has', () => {
    const view = artifactView(revision, 'Acme charges 49 euros.', applied, risk);

    expect(Artifact.strict().parse(view)).toMatchObject({
      content: 'Acme charges 49 euros.',
      status: 'applied',
      becomesBlockId: `blk_${revision.id.slice(4)}`,
      riskLevel: 'low',
      metadata: { knowledgeType: 'finding', sizeBytes: 22, turn: 1 },
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    });
  });

  it('leaves the content out of lists', () => {
    const summary = artifactSummary(revision, [], risk);

    expect(ArtifactSummary.strict().parse(summary)).toMatchObject({ status: 'draft', excerpt: revision.excerpt });
    expect(summary).not.toHaveProperty('content');
  });

  it('shows a former revision as it was proposed', () => {
    const view = artifactRevisionView({ ...revision, revision: 2 }, 'Other.');

    expect(ArtifactRevisionView.strict().parse(view)).toMatchObject({ revision: 2, content: 'Other.' });
    expect(view).not.toHaveProperty('status');
  });
});
