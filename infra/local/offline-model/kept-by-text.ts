/** Answers by text, kept while they are used: bundles of one project say mostly the same, word for word. */
const maxKeptCharacters = 256 * 1024;

/** `work` must depend on the text alone. The least recently used answers are dropped first. */
export function keptByText<T>(work: (text: string) => T): (text: string) => T {
  const kept = new Map<string, { readonly own: string; readonly answer: T }>();
  let characters = 0;
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) {
      kept.delete(text);
      kept.set(known.own, known);
      return known.answer;
    }
    const own = detached(text);
    const answer = work(own);
    kept.set(own, { own, answer });
    characters += own.length;
    for (const oldest of kept.keys()) {
      if (characters <= maxKeptCharacters) break;
      kept.delete(oldest);
      characters -= oldest.length;
    }
    return answer;
  };
}

/** V8 cuts a part out of a text by pointing into it: kept as it is, a line of a bundle would keep the whole bundle. */
const detached = (text: string): string => JSON.parse(JSON.stringify(text));
