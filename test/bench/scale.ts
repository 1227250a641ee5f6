/** `npm run bench -- scale`: the same on a hundred and on a hundred thousand sessions, of which each tenth waits for a person. */
import { report } from './figures.ts';
import { startHostProcess } from './host-process.ts';
import { type Grown, growDataFolders, removeDataFolders } from './scale/data-folders.ts';
import { measureDue } from './scale/due.ts';
import { measureCycles, measurePages, type Opened } from './scale/pages.ts';

const sizes = [100, 1_000, 10_000, 100_000];
const maxReadyMs = 3_000;
const maxResidentMegabytes = 200;

export async function measureScale(): Promise<void> {
  const began = performance.now();
  const grown = await growDataFolders(sizes);
  report(
    `data of ${sizes.at(-1)} sessions, and all before it, built in`,
    (performance.now() - began) / 1000,
    's',
    undefined,
  );
  const opened: Opened[] = [];
  try {
    for (const each of grown) opened.push(await open(each));
    await measurePages(opened);
    await measureCycles(opened);
    for (const { grown: data, host } of opened)
      report(
        `resident memory after that, ${data.sessions} sessions`,
        host.residentMegabytes(),
        'MB',
        maxResidentMegabytes,
      );
    const largest = opened.at(-1);
    if (largest !== undefined) await measureDue(largest);
  } finally {
    for (const { host } of opened) await host.stop();
    removeDataFolders(grown);
  }
}

/** The second start counts: the first has the copied file to read from the disk. */
async function open(grown: Grown): Promise<Opened> {
  const first = await startHostProcess({ dataFolder: grown.dataFolder });
  await first.stop();
  const host = await startHostProcess({ dataFolder: grown.dataFolder });
  report(`ready on ${grown.sessions} sessions`, host.readyMs, 'ms', maxReadyMs);
  report(`resident memory then`, host.residentMegabytes(), 'MB', maxResidentMegabytes);
  return { grown, host };
}
