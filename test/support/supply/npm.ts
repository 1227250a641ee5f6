/** What only npm knows: what would be packed, the bill of materials, and what is known against a version. */
import { execFileSync } from 'node:child_process';
import * as z from 'zod';
import { root } from '../source-files.ts';
import { type Lock, nameOf, productionPackages } from './lock.ts';

const timeoutMs = 60_000;
const maxOutputBytes = 64 * 1024 * 1024;
const npm = (args: readonly string[]): string =>
  execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: maxOutputBytes,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

const Packed = z.array(z.object({ size: z.int(), files: z.array(z.object({ path: z.string(), size: z.int() })) }));
export type Packed = z.infer<typeof Packed>[number];

export function packed(): Packed {
  const [first] = Packed.parse(JSON.parse(npm(['pack', '--dry-run', '--json', '--ignore-scripts'])));
  if (first === undefined) throw new Error('npm pack names no package');
  return first;
}

const product =
  /^(?:functions|infra|lib)\/[\w./-]+\.(?:ts|tsx|js|mjs|cjs|json|css|svg)$|^infra\/operations\/runbook\.md$|^(?:README\.md|LICENSE|package\.json|cdk\.json|tsconfig\.json)$/;
const maxPackedBytes = 1024 * 1024;
/** What is packed is the product and nothing that lay about beside it. */
export const packingProblems = ({ files, size }: Packed): readonly string[] => [
  ...files.filter(({ path }) => !product.test(path)).map(({ path }) => `${path} would be packed`),
  ...['LICENSE', 'README.md', 'package.json']
    .filter((name) => !files.some(({ path }) => path === name))
    .map((name) => `${name} would not be packed`),
  ...(size > maxPackedBytes ? [`the package would have ${size} bytes`] : []),
];

const Bill = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  metadata: z.looseObject({ component: z.looseObject({ name: z.string(), version: z.string() }) }),
  components: z.array(
    z.looseObject({
      'bom-ref': z.string(),
      name: z.string(),
      version: z.string(),
      purl: z.string(),
      hashes: z.array(z.unknown()).optional(),
    }),
  ),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});
export type Bill = z.infer<typeof Bill>;

/**
 * Of what an installation without development tools brings. npm is asked for everything: told to leave out development tools, it also
 * leaves out what they share with the product.
 */
export function billOfMaterials(lock: Lock): Bill {
  const whole = Bill.parse(
    JSON.parse(npm(['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'])),
  );
  const wanted = new Set(productionPackages(lock).map(([place, { version }]) => `${nameOf(place)}@${version}`));
  const components = whole.components.filter(({ name, version }) => wanted.has(`${name}@${version}`));
  const known = new Set(components.map((component) => component['bom-ref']));
  const own = whole.metadata.component;
  return {
    ...whole,
    // npm takes the folder's name.
    metadata: { ...whole.metadata, component: { ...own, name: 'countersign' } },
    components,
    dependencies: whole.dependencies
      .filter(({ ref }) => known.has(ref) || ref === own['bom-ref'])
      .map((entry) => ({ ...entry, dependsOn: entry.dependsOn.filter((ref) => known.has(ref)) })),
  };
}

/** Packages for other platforms may be missing from it; nothing else. */
export function billProblems(bill: Bill, lock: Lock): readonly string[] {
  const listed = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
  return [
    ...productionPackages(lock)
      .filter(([place, { optional, version }]) => !optional && !listed.has(`${nameOf(place)}@${version}`))
      .map(([place]) => `${nameOf(place)} is not in the bill of materials`),
    ...bill.components
      .filter(({ hashes }) => hashes === undefined)
      .map(({ name }) => `${name} has no hash in the bill of materials`),
  ];
}

const Audit = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string() })),
});

/** High and critical advisories on what the product brings; undefined where the registry does not answer that question. */
export function auditProblems(): readonly string[] | undefined {
  const answer = Audit.safeParse(JSON.parse(auditAnswer()));
  if (!answer.success) return undefined;
  return Object.entries(answer.data.vulnerabilities)
    .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
    .map(([name, { severity, range }]) => `${name} ${range} has a ${severity} advisory`);
}

/** npm ends with a failure when it finds something, and when it can not ask; it answers JSON in both cases. */
function auditAnswer(): string {
  try {
    return npm(['audit', '--json', '--omit', 'dev']);
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string' && error.stdout !== '')
      return error.stdout;
    throw error;
  }
}
