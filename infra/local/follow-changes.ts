import type { Change, Clock, Key, Log, Table, Write } from '../../lib/platform/index.ts';

/** How late a change is noticed at most. What a session does in a breath is one look's work, and not in the way of the session. */
const lookIntervalMs = 40;
/** After a failure, so that a broken disk does not fill the log. */
const retryIntervalMs = 1_000;
const changesPerLook = 500;

export interface Follower {
  /** Looks no further; resolves when what was being followed is done. */
  stop(): Promise<void>;
}

/**
 * Follows the work table's changes from where it stopped, as the stream's function does on AWS.
 * `follow` is given the changes and the write that says how far they go, for its last commit; changes may come again.
 */
export function followChanges(
  ports: { readonly table: Table; readonly clock: Clock; readonly log: Log },
  name: string,
  follow: (changes: readonly Change[], reached: Write) => Promise<void>,
): Follower {
  const key: Key = { pk: 'C#stream', sk: name };
  let stopped = false;

  const loop = async (): Promise<void> => {
    let position: string | undefined;
    while (!stopped) {
      const reached = await followFrom(position).catch((error: unknown) => {
        ports.log.error('stream.failed', { follower: name, error: String(error) });
        return undefined;
      });
      if (reached === undefined) await ports.clock.sleep(retryIntervalMs);
      else if (!reached.mayHaveMore) await ports.clock.sleep(lookIntervalMs);
      position = reached?.position ?? position;
    }
  };

  /** Undefined = from where it stopped the last time. */
  const followFrom = async (known: string | undefined): Promise<{ position: string; mayHaveMore: boolean }> => {
    const position = known ?? (await readPosition(ports.table, key));
    const page = await ports.table.changes('work', position === '' ? undefined : position, changesPerLook);
    if (page.changes.length > 0 && page.position !== undefined) {
      await follow(page.changes, { kind: 'put', table: 'work', row: { ...key, position: page.position } });
    }
    return { position: page.position ?? position, mayHaveMore: page.changes.length === changesPerLook };
  };

  const ended = loop();
  return {
    async stop() {
      stopped = true;
      await ended;
    },
  };
}

async function readPosition(table: Table, key: Key): Promise<string> {
  const row = await table.get('work', key);
  return typeof row?.position === 'string' ? row.position : '';
}
