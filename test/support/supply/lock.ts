/** What the lock file and package.json must say, so that every install is the same and nothing else comes along. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { root } from '../source-files.ts';

const Dependencies = z.record(z.string(), z.string()).default({});
const Manifest = z.object({
  dependencies: Dependencies,
  devDependencies: Dependencies,
  overrides: Dependencies,
  allowScripts: z.record(z.string(), z.boolean()).default({}),
});
export type Manifest = z.infer<typeof Manifest>;

const LockedPackage = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().default(false),
  optional: z.boolean().default(false),
  inBundle: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
  dependencies: Dependencies,
  devDependencies: Dependencies,
  optionalDependencies: Dependencies,
});
export type LockedPackage = z.infer<typeof LockedPackage>;
const Lock = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), LockedPackage) });
export type Lock = z.infer<typeof Lock>;

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
export const readManifest = (): Manifest => Manifest.parse(read('package.json'));
export const readLock = (): Lock => Lock.parse(read('package-lock.json'));

/** `node_modules/a/node_modules/@b/c` → `@b/c` */
export const nameOf = (place: string): string =>
  place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
/** What an installation without development tools brings. */
export const productionPackages = ({ packages }: Lock): readonly (readonly [place: string, locked: LockedPackage])[] =>
  Object.entries(packages).filter(([place, { dev }]) => place !== '' && !dev);

const exactVersion = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/** Everything that is wrong with them, in words. */
export function lockProblems(manifest: Manifest, lock: Lock): readonly string[] {
  const { '': own, ...others } = lock.packages;
  return [
    ...unpinned(manifest),
    ...notAsAsked(manifest, own),
    ...Object.entries(others).flatMap((entry) => unfit(entry, manifest)),
    ...incomplete(lock),
  ];
}

const unpinned = (manifest: Manifest): readonly string[] =>
  Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides })
    .filter(([, version]) => !exactVersion.test(version))
    .map(([name, version]) => `package.json asks for ${name} ${version}, which is not one exact version`);

function notAsAsked(manifest: Manifest, own: LockedPackage | undefined): readonly string[] {
  const asked = JSON.stringify(
    [manifest.dependencies, manifest.devDependencies].map((all) => Object.entries(all).sort()),
  );
  const locked = JSON.stringify(
    [own?.dependencies ?? {}, own?.devDependencies ?? {}].map((all) => Object.entries(all).sort()),
  );
  return asked === locked ? [] : ['the lock file was made from another package.json'];
}

function unfit([place, locked]: readonly [string, LockedPackage], manifest: Manifest): readonly string[] {
  const problems: string[] = [];
  // What is bundled lies in the tarball of who bundles it, and is covered by that one's hash.
  if (!locked.inBundle && !locked.integrity?.startsWith('sha512-'))
    problems.push(`${place} has no SHA-512 in the lock file`);
  if (locked.resolved !== undefined) problems.push(`${place} names where it was fetched: ${locked.resolved}`);
  if (locked.hasInstallScript && manifest.allowScripts[nameOf(place)] === undefined)
    problems.push(`${place} has an install script that package.json neither allows nor refuses`);
  return problems;
}

/** npm from 11.6 on refuses a lock file without the packages of other platforms. */
function incomplete({ packages }: Lock): readonly string[] {
  return Object.entries(packages).flatMap(([place, { optionalDependencies }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isFound(packages, place, name))
      .map((name) => `${place === '' ? 'package.json' : place} lacks ${name} in the lock file`),
  );
}

/** As Node looks for a package: beside who asks, then one folder further out, and so on. */
function isFound(packages: Lock['packages'], place: string, name: string): boolean {
  const inside = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`;
  if (packages[inside] !== undefined) return true;
  return place !== '' && isFound(packages, place.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, ''), name);
}
