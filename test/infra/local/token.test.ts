import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearerVerifier } from '../../../functions/middleware/authenticate.ts';
import { embeddedAudience, embeddedIssuer } from '../../../infra/local/oidc/personal-token.ts';
import { openSigningKey, publicKeyOf } from '../../../infra/local/oidc/signing-key.ts';
import { people } from '../../../infra/local/people.ts';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'countersign-token-'));
const token = (args: readonly string[], dataFolder: string, options: SpawnSyncOptions = {}) => {
  const run = spawnSync(
    process.execPath,
    ['--import', `${process.cwd()}/infra/local/typescript.mjs`, `${process.cwd()}/infra/local/token.ts`, ...args],
    { env: { ...process.env, COUNTERSIGN_DATA: dataFolder }, ...options },
  );
  return { status: run.status, stdout: String(run.stdout), stderr: String(run.stderr) };
};

describe('npm run token', () => {
  it('prints a token that the API believes, for twelve hours', async () => {
    const dataFolder = join(newFolder(), 'made', 'as-needed');
    const before = Date.now();

    const run = token(['reviewer'], dataFolder);

    expect(run).toMatchObject({ status: 0, stderr: '' });
    const keys = { keys: [{ ...publicKeyOf(openSigningKey(dataFolder)) }] };
    const verify = bearerVerifier([{ issuer: embeddedIssuer, audience: embeddedAudience, keys }], { now: Date.now });
    const claims = await verify(run.stdout.trim());
    expect(claims).toMatchObject({ principalId: 'reviewer', displayName: 'Rosa Lindqvist', clientCredentials: false });
    expect(claims.expiresAt - before).toBeGreaterThan(12 * 3_600_000 - 1_000);
    expect(claims.expiresAt - Date.now()).toBeLessThanOrEqual(12 * 3_600_000);
  });

  it.each([['nobody'], []])('refuses anyone who is not there and lists who is: %j', (...args) => {
    const dataFolder = newFolder();

    const run = token(args, dataFolder);

    expect(run).toMatchObject({ status: 2, stdout: '' });
    for (const { id } of people) expect(run.stderr).toContain(id);
    expect(existsSync(join(dataFolder, 'oidc-key.json'))).toBe(false);
  });

  it('takes an empty COUNTERSIGN_DATA as unset', () => {
    const cwd = newFolder();

    const run = token(['owner'], '', { cwd });

    expect(run.status).toBe(0);
    expect(existsSync(join(cwd, '.countersign', 'oidc-key.json'))).toBe(true);
  });
});

describe('the ready-made people', () => {
  it('are one for each role, a second reviewer, an agent and an outsider', () => {
    expect(people.map(({ id }) => id).join(' ')).toBe(
      'owner admin reviewer reviewer2 contributor viewer agent outsider',
    );
    expect(people.filter(({ kind }) => kind === 'agent').map(({ id }) => id)).toEqual(['agent']);
    expect(people.filter(({ role }) => role === undefined).map(({ id }) => id)).toEqual(['outsider']);
  });
});
