/** The longest a condition may take before the test that waits for it fails; far above what it takes on a busy machine. */
const patienceMs = 10_000;
const lookEveryMs = 5;

/** Resolves as soon as the condition holds. @throws Error naming what was waited for. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (!holds()) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
