import { spawnSync } from 'node:child_process';

const runAs = (version: string) =>
  spawnSync(process.execPath, [
    '--import',
    `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`,
    'infra/local/node-version.mjs',
  ]);

describe('the guard for the Node version', () => {
  it.each(['18.19.1', '20.20.2', '22.21.0'])('stops Node %s and says what to do', (version) => {
    const run = runAs(version);

    expect(run.status).toBe(1);
    expect(run.stderr.toString()).toContain(`needs Node 24, this is ${version}`);
    expect(run.stderr.toString()).toContain('npm ci');
  });

  it.each(['24.0.0', '26.1.0'])('lets Node %s pass in silence', (version) => {
    const run = runAs(version);

    expect(run.status).toBe(0);
    expect(run.stderr.toString()).toBe('');
  });
});
