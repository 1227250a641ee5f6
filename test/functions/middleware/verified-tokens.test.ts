import { verifiedTokens } from '../../../functions/middleware/verified-tokens.ts';

const minute = 60_000;
const claims = (name: string, expiresAt = 60 * minute) => ({ name, expiresAt });

describe('the memory of verified tokens', () => {
  it('forgets the least recently used one when it is full', () => {
    const tokens = verifiedTokens<ReturnType<typeof claims>>({ now: () => 0 }, 2);
    tokens.add('a', claims('a'));
    tokens.add('b', claims('b'));
    tokens.get('a');
    tokens.add('c', claims('c'));

    expect(['a', 'b', 'c'].map((token) => tokens.get(token)?.name)).toEqual(['a', undefined, 'c']);
  });

  it('lasts to the end of the token, and never longer than ten minutes', () => {
    let now = 0;
    const tokens = verifiedTokens<ReturnType<typeof claims>>({ now: () => now }, 10);
    tokens.add('short', claims('short', minute));
    tokens.add('long', claims('long'));

    const at = (time: number) => {
      now = time;
      return [tokens.get('short')?.name, tokens.get('long')?.name];
    };
    expect(at(minute - 1)).toEqual(['short', 'long']);
    expect(at(minute)).toEqual([undefined, 'long']);
    expect(at(10 * minute)).toEqual([undefined, undefined]);
  });
});
