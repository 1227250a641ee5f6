/** The bundles of the deployment, made as the CDK makes them, but by one process and without a template. */
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { bundlingFor } from '../../infra/constructs/bundling.ts';
import { functionTable } from '../../infra/stacks/function-table.ts';
import { clientsOf } from '../../infra/stacks/functions.ts';

const repository = join(import.meta.dirname, '../..');
const kibibyte = 1024;

/** From the requirements: minified, of every function, and of the one that talks to the model. */
export const maxKilobytes = 650;
export const maxAgentKilobytes = 1100;
export const limitOf = (name: string): number => (name === 'workflow/run-agent' ? maxAgentKilobytes : maxKilobytes);

export interface LambdaBundle {
  /** As in the function table, e.g. `api/sessions`. */
  readonly name: string;
  readonly file: string;
  readonly kilobytes: number;
  /** What takes how many kilobytes of it, the largest first: packages, and folders of the product. */
  readonly weights: readonly (readonly [part: string, kilobytes: number])[];
}

type Clients = ReturnType<typeof clientsOf>;

/** @param folder where the files are written */
export function makeBundles(
  folder: string,
  modelProvider: 'anthropic' | 'bedrock' = 'anthropic',
): readonly LambdaBundle[] {
  const bound = Object.entries(functionTable({ testClock: true })).map(([name, entry]) => ({
    name,
    clients: clientsOf(entry, { modelProvider }),
  }));
  // Functions that are bound to the same libraries are made by one run, which reads what they share once.
  const alike = Map.groupBy(bound, ({ clients }) => [...clients].join());
  return [...alike.values()].flatMap((group) => {
    const names = group.map(({ name }) => name);
    return buildTogether(folder, names, group[0]?.clients);
  });
}

function buildTogether(
  folder: string,
  names: readonly string[],
  clients: Clients | undefined,
): readonly LambdaBundle[] {
  const { esbuildArgs, banner, mainFields, minify, target } = bundlingFor(clients);
  const { '--conditions': conditions, '--legal-comments': _, ...others } = esbuildArgs;
  const { metafile } = buildSync<BuildOptions & { metafile: true }>({
    absWorkingDir: repository,
    entryPoints: names.map((name) => `functions/${name}.ts`),
    outbase: 'functions',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target,
    mainFields: [...mainFields],
    minify,
    conditions: conditions.split(','),
    legalComments: 'none',
    alias: aliasesOf(others),
    banner: { js: banner },
    metafile: true,
    logLevel: 'error',
  });
  const made = new Map(Object.entries(metafile.outputs).map(([path, output]) => [output.entryPoint, { path, output }]));
  return names.map((name) => {
    const found = made.get(`functions/${name}.ts`);
    if (found === undefined) throw new Error(`nothing was made of ${name}`);
    const { path, output } = found;
    const file = join(repository, path);
    return { name, file, kilobytes: output.bytes / kibibyte, weights: weightsOf(output.inputs) };
  });
}

/** As the bundler's command line takes them, and as its functions do. */
const aliasesOf = (replaced: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(replaced).map(([argument, path]) => [argument.replace('--alias:', ''), path]));

function weightsOf(inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>): LambdaBundle['weights'] {
  const weights = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const part = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(path)?.[1] ?? topFolders(path);
    weights.set(part, (weights.get(part) ?? 0) + bytesInOutput / kibibyte);
  }
  return [...weights].sort(([, a], [, b]) => b - a);
}

const topFolders = (path: string): string => path.split('/').slice(0, 2).join('/');
