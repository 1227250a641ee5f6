const patienceMs = 20_000;
const askEveryMs = 25;

/** Asks again and again until there is an answer. @throws Error naming what was waited for */
export async function askUntil<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}
