/** What the product is made of, and what comes along with it (T17). The whole, with a bill of materials: `npm run supply`. */
import { licenceProblems, licencesOf } from '../support/supply/licences.ts';
import { type Lock, lockProblems, readLock, readManifest } from '../support/supply/lock.ts';
import { billOfMaterials, billProblems, packed, packingProblems } from '../support/supply/npm.ts';
import { secretProblems, secretsIn, trackedFiles } from '../support/supply/secrets.ts';

const lock = readLock();
const manifest = readManifest();
const changed = (place: string, change: Partial<Lock['packages'][string]>): Lock => {
  const former = lock.packages[place];
  if (former === undefined) throw new Error(`${place} is not locked`);
  return { ...lock, packages: { ...lock.packages, [place]: { ...former, ...change } } };
};
const zod = 'node_modules/zod';

describe('the lock file', () => {
  it('T17 pins everything to one version with its hash, names no registry, and knows every platform', () => {
    expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
    expect(lockProblems(manifest, lock)).toEqual([]);
  });

  it('is refused without a hash, with an address, with a range, and where a platform is missing', () => {
    const { [Object.keys(lock.packages).find((place) => place.includes('@esbuild/darwin-arm64')) ?? '']: _, ...rest } =
      lock.packages;
    const loose = { ...manifest, dependencies: { ...manifest.dependencies, zod: '^4.0.0' } };
    expect(lockProblems(manifest, changed(zod, { integrity: 'sha1-weak' }))).toEqual([
      expect.stringContaining('no SHA-512'),
    ]);
    expect(lockProblems(manifest, changed(zod, { resolved: 'https://elsewhere.example/zod.tgz' }))).toHaveLength(1);
    expect(lockProblems(manifest, changed(zod, { hasInstallScript: true }))).toHaveLength(1);
    expect(lockProblems(loose, lock)).toHaveLength(2);
    expect(lockProblems(manifest, { ...lock, packages: rest })).toEqual([expect.stringContaining('darwin-arm64')]);
  });
});

describe('licences', () => {
  it('T17 of everything that the product brings are on the list', () => {
    expect([...licencesOf(lock).values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100);
    expect(licenceProblems(lock)).toEqual([]);
  });

  it('that are not on the list, or missing, are named', () => {
    expect(licenceProblems(changed(zod, { license: 'AGPL-3.0' }))).toEqual([expect.stringMatching(/^zod .*AGPL-3\.0/)]);
    expect(licenceProblems(changed(zod, { license: 'MIT AND GPL-2.0' }))).toHaveLength(1);
    expect(licenceProblems(changed(zod, { license: '(MIT OR GPL-2.0)' }))).toEqual([]);
  });
});

describe('what is kept and what is packed', () => {
  it('T17 no file of the repository holds a secret', () => {
    expect(trackedFiles().length).toBeGreaterThan(500);
    expect(secretProblems()).toEqual([]);
  });

  it('a secret is found by its kind', () => {
    const letters = 'abcdefghij0123456789ABCDEFGHIJ0123456789';
    const planted = [
      `AKIA${letters.slice(10, 20)}ABCDEF`,
      `sk-ant-${letters}`,
      `ghp_${letters}`,
      `postgres://app:${letters.slice(0, 12)}@db`,
    ];
    for (const text of planted)
      expect([text.slice(0, 4), secretsIn(`key = "${text}"`).length]).toEqual([text.slice(0, 4), 1]);
    expect(secretsIn(`-----BEGIN PRIVATE KEY-----\n${letters}`)).toEqual(['a private key']);
  });

  it('T17 a package holds the product and nothing else', () => {
    const contents = packed();
    expect(contents.files.length).toBeGreaterThan(300);
    expect(packingProblems(contents)).toEqual([]);
    const more = [...contents.files, { path: '.countersign/data.db', size: 1 }, { path: 'test/x.ts', size: 1 }];
    expect(packingProblems({ ...contents, files: more })).toHaveLength(2);
  }, 60_000);

  it('T17 the bill of materials names everything that is installed with it', () => {
    const bill = billOfMaterials(lock);
    expect(billProblems(bill, lock)).toEqual([]);
    const fewer = { ...bill, components: bill.components.filter(({ name }) => name !== 'zod') };
    expect(billProblems(fewer, lock)).toEqual(['zod is not in the bill of materials']);
  }, 60_000);
});
