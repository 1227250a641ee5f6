import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const folder = temporaryFolder();

interface Program {
  readonly child: ChildProcess;
  /** Resolves when it has printed this. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** `npm start`, without npm. */
function start(flags: readonly string[], environment: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, ['--import', './infra/local/typescript.mjs', 'infra/local/main.ts', ...flags], {
    cwd: repository,
    env: { PATH: process.env.PATH ?? '', PORT: '0', COUNTERSIGN_DATA: folder, ...environment },
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    printed: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = pattern.exec(output)?.[1];
          if (found !== undefined) resolve(found);
        };
        listeners.add(look);
        look();
      }),
    ended: new Promise((resolve) => child.on('exit', (code) => resolve({ code, output }))),
  };
}

describe('npm start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says where it is, and ends in good order on %s',
    async (signal) => {
      const program = start(['--empty'], {});
      const url = await program.printed(/open (http:\S+)/);
      expect((await fetch(`${url}/ready`)).status).toBe(200);
      program.child.kill(signal);
      expect((await program.ended).code).toBe(0);
    },
    30_000,
  );

  it.each([
    ['an unknown flag', ['--emtpy'], {}, /--emtpy/],
    ['a port that is none', [], { PORT: 'http' }, /PORT/],
    ['a stage that is none', [], { COUNTERSIGN_STAGE: 'live' }, /COUNTERSIGN_STAGE/],
  ])(
    'refuses %s by name',
    async (_, flags, environment, message) => {
      const { code, output } = await start(flags, environment).ended;
      expect(code).toBe(1);
      expect(output).toMatch(message);
      expect(output).not.toContain('    at ');
    },
    30_000,
  );
});
