/** `npm run bench -- memory`: what the process holds after ten thousand cycles, and whether it grows during ten thousand more. */
import { createClient } from './client.ts';
import { cycles, prepare } from './cycle.ts';
import { report, slopeOf } from './figures.ts';
import { startHostProcess } from './host-process.ts';

/** V8 settles its heap, and caches fill, for so long. */
const warmUpCycles = 10_000;
const totalCycles = 20_000;
const concurrent = 16;
const lookEveryMs = 1_000;
const msPerMinute = 60_000;

export async function measureMemory(): Promise<void> {
  const host = await startHostProcess();
  const client = createClient(host.port, concurrent);
  try {
    const stage = await prepare(host, client);
    let done = 0;
    const seen: (readonly [minutes: number, megabytes: number])[] = [];
    const looking = setInterval(() => {
      if (done >= warmUpCycles) seen.push([performance.now() / msPerMinute, host.residentMegabytes()]);
    }, lookEveryMs);
    const began = performance.now();
    await Promise.all(
      Array.from({ length: concurrent }, async () => {
        for await (const _ of cycles(stage, () => done < totalCycles)) done += 1;
      }),
    );
    clearInterval(looking);
    report(`${done} cycles, ${concurrent} at a time, took`, (performance.now() - began) / 1000, 's', undefined);
    report(`resident memory after ${warmUpCycles}`, seen[0]?.[1] ?? Number.NaN, 'MB', 200);
    report('its slope from there on', slopeOf(seen), 'MB/min', 1);
  } finally {
    client.close();
    await host.stop();
  }
}
