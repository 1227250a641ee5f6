import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const caseName = 'a session runs, waits for a person, runs again and is closed';
const childPath = join(import.meta.dirname, 'kill-child.ts');
/** stage, run, run, open, run, close: each is interrupted once. */
const taskCalls = 6;

interface Report {
  readonly task?: string;
  readonly payload?: unknown;
  readonly ended?: string;
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflow-kill-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a process over the file and kills it at its `reports`-th report, or lets it end. */
function live(reports: number): Promise<Report[]> {
  return new Promise((resolve, reject) => {
    const received: Report[] = [];
    const child = fork(childPath, [join(folder, 'engine.sqlite'), caseName], { execArgv: [] });
    child.on('message', (message: Report) => {
      received.push(message);
      if (received.length === reports) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve(received);
      else reject(new Error(`the process ended with ${code ?? signal}`));
    });
  });
}

describe('a process killed with SIGKILL', () => {
  it('while each of its tasks runs in turn loses nothing and repeats only what was interrupted', async () => {
    const lives: Report[][] = [];
    // The first report of each life is the interrupted task's; the second is the one to be interrupted next.
    for (let life = 0; life < taskCalls; life += 1) lives.push(await live(life === 0 ? 1 : 2));
    lives.push(await live(Number.POSITIVE_INFINITY));

    const reports = lives.flat();
    const calls = reports.filter(({ task }) => task !== undefined).map((report) => JSON.stringify(report));
    expect(reports.at(-1)).toEqual({ ended: 'succeeded' });
    expect([...new Set(calls)]).toEqual(
      [
        { task: 'stage', payload: { session: 's1' } },
        { task: 'run', payload: { session: 's1', attempt: 0 } },
        { task: 'run', payload: { session: 's1', attempt: 1 } },
        { task: 'open', payload: null },
        { task: 'run', payload: { session: 's1', attempt: 2 } },
        { task: 'close', payload: { session: 's1' } },
      ].map((call) => JSON.stringify(call)),
    );
  }, 30_000);
});
