/**
 * Commits to one project's audit head wait for one another within the process: they would all lose the race for the head but
 * one, and read and hash again. Between processes the condition on the head decides.
 */
const turns = new Map<string, Promise<unknown>>();

/** Runs `work` after everything that was queued under the same key before it, whatever became of that. */
export function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  turns.set(key, settled);
  void settled.then(() => {
    if (turns.get(key) === settled) turns.delete(key);
  });
  return mine;
}
