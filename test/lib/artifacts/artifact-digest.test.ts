import { contentDigestOf, type Digested } from '../../../lib/artifacts/index.ts';

const artifact: Digested = { artifactType: 'document_creation', title: 'T', content: 'C', blockIds: ['blk_1'] };

describe('the digest of an artifact', () => {
  it('G4 is the same for the same content, whatever else an object holds', () => {
    const { content, ...rest } = artifact;
    expect(contentDigestOf({ content, ...rest })).toBe(contentDigestOf(artifact));
    expect(contentDigestOf({ ...artifact, ...{ revision: 7 } })).toBe(contentDigestOf(artifact));
    expect(contentDigestOf(artifact)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each<Partial<Digested>>([
    { artifactType: 'block_proposal' },
    { title: 't' },
    { content: 'C ' },
    { targetBlockId: 'blk_1' },
    { baseVersion: 1 },
    { blockIds: ['blk_2'] },
    { blockIds: [] },
    { knowledgeType: 'finding' },
    { fileName: 'a' },
    { contentType: 'text/plain' },
  ])('G4 moves with %j, which approval would apply', (change) => {
    expect(contentDigestOf({ ...artifact, ...change })).not.toBe(contentDigestOf(artifact));
  });
});
