/** Kills the host again and again while clients work, and reads everything it has acknowledged after each of its deaths. */
import { newPlace } from '../../support/scenario/place.ts';
import { seeded } from '../../support/seeded.ts';
import { type Stage, startClients } from './clients.ts';
import { openMortalHost } from './host.ts';
import { createLedger } from './ledger.ts';
import { judge, leftovers, type Verdict } from './verdict.ts';

export interface KillOptions {
  /** How often a process is killed, at least. */
  readonly kills: number;
  /** Decides the moments and what the clients want; what the machine makes of them differs from run to run. */
  readonly seed: number;
  readonly tell?: (line: string) => void;
}

export interface KillReport extends Verdict {
  readonly kills: number;
  /** Acknowledgements that were read again. */
  readonly acknowledged: number;
  readonly cycles: number;
  readonly errors: ReadonlyMap<string, number>;
}

/** The latest moment of a round's kill, after the host was ready. */
const latestKillMs = 900;
/** This share of the kills also takes the next process, while it starts or recovers. */
const killedTwice = 0.2;
const startTakesMs = 700;
const killsBetweenTells = 20;

export async function runKillRounds({ kills, seed, tell = () => {} }: KillOptions): Promise<KillReport> {
  const host = await openMortalHost();
  try {
    const random = seeded(seed);
    const ledger = createLedger(host);
    // In the narrow place work queues, and a slot that is not given back is missed.
    const places = [await newPlace(host, { concurrency: 100 }), await newPlace(host, { concurrency: 3 })];
    const stage: Stage = { host, ledger, places, random: seeded(seed + 1), projects: new Set() };
    const clients = startClients(stage);
    const losses: string[] = [];
    let killed = 0;
    for (let toldAt = 0; killed < kills; ) {
      const from = ledger.length;
      await sleep(random() * latestKillMs);
      await host.kill();
      killed += 1;
      if (random() < killedTwice) {
        await host.startAndKill(random() * startTakesMs);
        killed += 1;
      }
      await host.start();
      losses.push(...(await ledger.losses(from)));
      if (killed < toldAt + killsBetweenTells) continue;
      toldAt = killed;
      tell(`${killed} kills, ${clients.done()} cycles, ${ledger.length} acknowledged, ${losses.length} lost`);
    }
    await clients.stop();
    const verdict = await judge(stage);
    const flaws = [...losses, ...(await ledger.losses(0)), ...verdict.flaws];
    const { errors } = host;
    await host.halt();
    flaws.push(...leftovers(host.dataFolder));
    return { ...verdict, flaws, kills: killed, acknowledged: ledger.length, cycles: clients.done(), errors };
  } finally {
    await host.stop();
  }
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
