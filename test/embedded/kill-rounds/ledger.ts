/** What the host has acknowledged, and how each acknowledgement is read again. */
import { partialDeepStrictEqual } from 'node:assert';
import { type Client, clientOf, type Reachable } from '../../support/scenario/client.ts';

export interface Acknowledged {
  /** In words, for the report of a loss. */
  readonly what: string;
  readonly path: string;
  /** What an answer must hold from now on, whatever else it says. */
  readonly holds: object;
}

export interface Ledger {
  readonly length: number;
  note(...entries: readonly Acknowledged[]): void;
  /** Reads everything from that entry on again. @returns what was lost, in words */
  losses(from: number): Promise<readonly string[]>;
}

const atATime = 8;

/** @param client of somebody who may read everything */
export function createLedger(host: Reachable): Ledger {
  const entries: Acknowledged[] = [];
  const client = clientOf(host, 'owner');
  return {
    get length() {
      return entries.length;
    },
    note: (...noted) => void entries.push(...noted),
    async losses(from) {
      const unread = entries.slice(from);
      const lost: string[] = [];
      const reader = async (): Promise<void> => {
        for (let entry = unread.pop(); entry !== undefined; entry = unread.pop()) {
          const loss = await lossOf(client, entry);
          if (loss !== undefined) lost.push(loss);
        }
      };
      await Promise.all(Array.from({ length: atATime }, reader));
      return lost;
    },
  };
}

async function lossOf(client: Client, { what, path, holds }: Acknowledged): Promise<string | undefined> {
  const { status, body, text } = await client.get<object>(path);
  if (status !== 200) return `${what}: ${path} answers ${status}`;
  try {
    partialDeepStrictEqual(body, holds);
    return undefined;
  } catch {
    return `${what}: ${path} answers ${text.slice(0, 300)}, not ${JSON.stringify(holds)}`;
  }
}
