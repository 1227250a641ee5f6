/** What one deployment has used since the last `reset`. */
export interface Tally {
  add(name: string, count?: number): void;
  get(name: string): number;
  /** Names that begin so, the largest first. */
  startingWith(prefix: string): readonly (readonly [name: string, count: number])[];
  reset(): void;
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    add: (name, count = 1) => void counts.set(name, (counts.get(name) ?? 0) + count),
    get: (name) => counts.get(name) ?? 0,
    startingWith: (prefix) =>
      [...counts].filter(([name]) => name.startsWith(prefix)).sort(([, left], [, right]) => right - left),
    reset: () => counts.clear(),
  };
}
