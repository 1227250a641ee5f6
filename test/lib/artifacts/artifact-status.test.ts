import {
  artifactLinks,
  artifactStatus,
  isWithAgent,
  judgedRevision,
  type ReviewOutcome,
} from '../../../lib/artifacts/index.ts';
import { revision } from './artifact-fixture.ts';

const { id } = revision;
const review = (
  status: ReviewOutcome['status'],
  sequence: number,
  more: Partial<ReviewOutcome> = {},
): ReviewOutcome => ({
  status,
  sequence,
  artifacts: [{ id, revision: 1 }],
  ...more,
});

describe('the status of an artifact', () => {
  it.each<readonly [string, readonly ReviewOutcome[], string]>([
    ['nobody has seen', [], 'draft'],
    ['an open checkpoint shows', [review('open', 1)], 'pending_review'],
    ['a person applied', [review('approved', 1, { verdicts: { [id]: 'apply' } })], 'applied'],
    ['a person approved without naming it', [review('approved', 1, { verdicts: {} })], 'applied'],
    ['a person saved as draft', [review('approved', 1, { verdicts: { [id]: 'save_as_draft' } })], 'saved_as_draft'],
    ['a person left out', [review('approved', 1, { verdicts: { [id]: 'reject' } })], 'rejected'],
    ['was rejected with all the work', [review('rejected', 1)], 'rejected'],
    ['was sent back', [review('changes_requested', 1)], 'draft'],
    ['nobody decided in time', [review('expired', 1)], 'draft'],
    ['was withdrawn', [review('withdrawn', 1)], 'draft'],
    [
      'was sent back and stands in a new checkpoint',
      [review('open', 2), review('changes_requested', 1)],
      'pending_review',
    ],
    [
      'was saved and stands in a new checkpoint',
      [review('approved', 1, { verdicts: { [id]: 'save_as_draft' } }), review('open', 2)],
      'pending_review',
    ],
    ['was applied before another checkpoint', [review('approved', 1), review('open', 2, { artifacts: [] })], 'applied'],
  ])('that %s is as the last word on it says', (_, reviews, status) => {
    expect(artifactStatus(id, reviews)).toBe(status);
    expect(artifactStatus(id, reviews.toReversed())).toBe(status);
  });

  it('lets the agent revise only what is undecided and was not kept', () => {
    expect(isWithAgent(id, [])).toBe(true);
    expect(isWithAgent(id, [review('changes_requested', 1)])).toBe(true);
    expect(isWithAgent(id, [review('changes_requested', 1, { sentBack: [id] })])).toBe(true);
    expect(isWithAgent(id, [review('changes_requested', 1, { sentBack: ['art_other'] })])).toBe(false);
    expect(isWithAgent(id, [review('changes_requested', 1, { sentBack: ['x'] }), review('expired', 2)])).toBe(true);
    expect(isWithAgent(id, [review('approved', 1)])).toBe(false);
    expect(isWithAgent(id, [review('open', 1)])).toBe(false);
  });

  it('G2 gives links only once it is applied', () => {
    const body = id.slice(4);
    expect(artifactLinks(revision, 'pending_review')).toEqual({});
    expect(artifactLinks(revision, 'saved_as_draft')).toEqual({});
    expect(artifactLinks(revision, 'applied')).toEqual({ becomesBlockId: `blk_${body}` });
    expect(artifactLinks({ ...revision, artifactType: 'document_creation' }, 'applied')).toEqual({
      createsDocumentId: `doc_${body}`,
    });
    expect(artifactLinks({ ...revision, artifactType: 'block_update', targetBlockId: 'blk_1' }, 'applied')).toEqual({
      becomesBlockId: 'blk_1',
      supersedesBlockId: 'blk_1',
    });
    expect(artifactLinks({ ...revision, artifactType: 'insight' }, 'applied')).toEqual({});
  });

  it('judges a decided artifact without the block it has changed', () => {
    const updating = { ...revision, targetBlockId: 'blk_1', baseVersion: 1 };
    expect(judgedRevision(updating, [review('open', 1)])).toBe(updating);
    expect(judgedRevision(updating, [review('approved', 1)])).not.toHaveProperty('targetBlockId');
  });
});
