import { type Lock, nameOf, productionPackages } from './lock.ts';

/** May be used in and shipped with an Apache-2.0 product without asking anybody. */
const allowed: ReadonlySet<string> = new Set([
  ...[
    'Apache-2.0',
    'MIT',
    'MIT-0',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'BlueOak-1.0.0',
    'Unlicense',
    'CC0-1.0',
  ],
  ...['PSF-2.0', 'Python-2.0'],
]);
/** `(MIT OR GPL-3.0)`: one of them is enough; `A AND B`: both are needed. */
const isAllowed = (licence: string): boolean =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => allowed.has(one.trim())));

/** Licence → how many packages of the product have it. */
export function licencesOf(lock: Lock): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [, { license = 'none' }] of productionPackages(lock)) counts.set(license, (counts.get(license) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

export const licenceProblems = (lock: Lock): readonly string[] =>
  productionPackages(lock)
    .filter(([, { license = '' }]) => !isAllowed(license))
    .map(
      ([place, { license = 'none', version }]) =>
        `${nameOf(place)} ${version}: the licence ${license} is not on the list`,
    );
