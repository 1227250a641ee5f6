import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/source-files.ts';
import { bugs } from './bugs/index.ts';
import { withBug } from './bugs/plant.ts';
import { simulateJson } from './run/processes.ts';

describe('planted bugs', () => {
  it('T15 are many, each with a name of its own', () => {
    expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
    expect(bugs.length).toBeGreaterThanOrEqual(24);
  });

  it.each(bugs)('T15 "$name" still has the piece of the source that it replaces', (bug) => {
    const source = readFileSync(join(root, bug.file), 'utf8');
    expect(withBug(bug, source)).not.toBe(source);
  });

  // Those that a run without faults or a few schedules find; `npm run sim:full` finds them all.
  it.each([
    'digest not compared',
    'expire is approve',
    'staged is visible',
    'membership not a condition',
    'request not remembered',
  ])(
    'T15 "%s" is found',
    async (name) => {
      expect(await simulateJson(['--find', '--bug', name, '--runs', '80'])).toMatchObject({
        violation: expect.any(String),
      });
    },
    60_000,
  );
});
