/** Answers by text, kept while they are used: bundles of one project say mostly the same, word for word. */
const maxKeptCharacters = 512 * 1024;

/** `work` must depend on the text alone. The least recently used answers are dropped first. */
export function keptByText<T>(work: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  let characters = 0;
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) {
      kept.delete(text);
      kept.set(text, known);
      return known;
    }
    const answer = work(text);
    kept.set(text, answer);
    characters += text.length;
    for (const oldest of kept.keys()) {
      if (characters <= maxKeptCharacters) break;
      kept.delete(oldest);
      characters -= oldest.length;
    }
    return answer;
  };
}
