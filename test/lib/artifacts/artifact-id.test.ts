import { ArtifactId, artifactIdOf, blockIdOf, documentIdOf, proposedAt } from '../../../lib/artifacts/index.ts';

const origin = { sessionId: 'ses_1', turn: 1, call: 0, startedAtMs: Date.UTC(2026, 0, 1) };

describe('the id of an artifact', () => {
  it('is an id like any other, and the same for the same call', () => {
    expect(ArtifactId.parse(artifactIdOf(origin))).toBe(artifactIdOf({ ...origin }));
  });

  it.each([{ sessionId: 'ses_2' }, { turn: 2 }, { call: 1 }, { turn: 11, call: 1 }])('differs with %j', (change) => {
    expect(artifactIdOf({ ...origin, ...change })).not.toBe(artifactIdOf(origin));
  });

  it('does not confuse numbers that read alike in a row', () => {
    expect(artifactIdOf({ ...origin, turn: 1, call: 11 })).not.toBe(artifactIdOf({ ...origin, turn: 11, call: 1 }));
  });

  it('sorts by the time of the turn and tells it', () => {
    const later = artifactIdOf({ ...origin, startedAtMs: origin.startedAtMs + 1 });
    expect(later > artifactIdOf(origin)).toBe(true);
    expect(proposedAt(later)).toBe('2026-01-01T00:00:00.001Z');
  });

  it('gives what the artifact becomes the same characters', () => {
    const id = artifactIdOf(origin);
    expect([blockIdOf(id).slice(4), documentIdOf(id).slice(4)]).toEqual([id.slice(4), id.slice(4)]);
  });
});
