import { type SourceFile, sourceFiles } from '../support/source-files.ts';

/** From low to high: a domain imports lower ones only, through their index.ts. */
const domains = [
  'digest',
  'platform',
  'identity',
  'idempotency',
  'timeline',
  'live',
  'due',
  'audit',
  'agents',
  'substrate',
  'artifacts',
  'sessions',
  'staging',
  'execution',
  'checkpoints',
  'governance',
  'notifications',
  'timers',
  'workspaces',
];
const lib = sourceFiles('lib');
const functions = sourceFiles('functions');
const infra = sourceFiles('infra');

const domainOf = (path: string): string => path.split('/')[1] ?? '';
const isAdapter = ({ path }: SourceFile): boolean => /^lib\/platform\/(aws|local|anthropic)\//.test(path);
const offenders = (files: readonly SourceFile[], isBad: (file: SourceFile, target: string) => boolean): string[] =>
  files.flatMap((file) =>
    file.imports.filter((target) => isBad(file, target)).map((target) => `${file.path} → ${target}`),
  );

describe('imports go one way', () => {
  it('lib knows neither functions nor infra, and functions do not know infra', () => {
    expect(offenders(lib, (_, target) => /^(functions|infra|test)\//.test(target))).toEqual([]);
    expect(offenders(functions, (_, target) => /^(infra|test)\//.test(target))).toEqual([]);
    expect(offenders(infra, (_, target) => target.startsWith('test/'))).toEqual([]);
  });

  it('every domain of lib has its place in the order', () => {
    const found = new Set(lib.filter(({ path }) => path.split('/').length > 2).map(({ path }) => domainOf(path)));
    expect([...found].sort()).toEqual([...domains].sort());
  });

  it('a domain imports lower domains only', () => {
    const isUpward = (file: SourceFile, target: string): boolean => {
      const [from, to] = [domains.indexOf(domainOf(file.path)), domains.indexOf(domainOf(target))];
      return target.startsWith('lib/') && from >= 0 && to > from;
    };
    expect(offenders(lib, isUpward)).toEqual([]);
  });

  it('a domain is imported through its index.ts', () => {
    const goesPast = (file: SourceFile, target: string): boolean =>
      target.startsWith('lib/') &&
      target.split('/').length > 2 &&
      domainOf(target) !== domainOf(file.path) &&
      !target.endsWith('/index.ts');
    expect(
      offenders(
        lib.filter((file) => !isAdapter(file)),
        goesPast,
      ),
    ).toEqual([]);
  });

  it('domains import no AWS, middy, CDK or Anthropic package', () => {
    const isForeign = (_: SourceFile, target: string): boolean =>
      /^(@aws-sdk\/|aws-lambda|@middy\/|aws-cdk|constructs|@anthropic-ai\/)/.test(target);
    expect(
      offenders(
        lib.filter((file) => !isAdapter(file)),
        isForeign,
      ),
    ).toEqual([]);
  });

  it('no files import each other in a circle', () => {
    const graph = new Map(
      lib.map(({ path, imports }) => [path, imports.filter((target) => target.startsWith('lib/'))]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      if (done.has(path) || trail.includes(path)) return;
      for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
    expect(circles.filter((circle) => !isTypeOnly(circle))).toEqual([]);
  });
});

/** A circle that exists for the type checker only is gone when the code runs. */
function isTypeOnly(circle: string): boolean {
  const steps = circle.split(' → ');
  return steps.slice(0, -1).some((path, index) => {
    const target = steps[index + 1]?.split('/').at(-1) ?? '';
    const text = lib.find((file) => file.path === path)?.text ?? '';
    const lines = [...text.matchAll(new RegExp(`(import|export)( type)? [^;]*/${target.replace('.', '\\.')}'`, 'g'))];
    return lines.length > 0 && lines.every(([, , type]) => type === ' type');
  });
}

describe('one place for each thing', () => {
  const product = [...lib, ...functions];

  it('the environment is read by functions/runtime.ts, infra/settings.ts and the entry points of the embedded host only', () => {
    const readers = [...product, ...infra].filter(({ text }) => text.includes('process.env')).map(({ path }) => path);
    const allowed =
      /^(functions\/runtime\.ts|infra\/settings\.ts|infra\/app\.ts|infra\/local\/(main|token|import-folder|verify-export)\.ts)$/;
    expect(readers.filter((path) => !allowed.test(path))).toEqual([]);
  });

  it('I15 the wall clock and randomness are read by the clock and the ids only', () => {
    const readers = product
      .filter(({ text }) =>
        /\bDate\.now\(|new Date\(\)|Math\.random\(|randomUUID\(|randomBytes\(|performance\.now\(/.test(text),
      )
      .map(({ path }) => path);
    expect(readers.filter((path) => !/^lib\/platform\/(clock|ids)\.ts$/.test(path))).toEqual([]);
  });

  it('only governance and the making of a project write to the substrate table', () => {
    const writers = lib
      .filter(
        ({ path, text }) =>
          /table: 'substrate'/.test(text) &&
          /kind: '(put|update|delete)'/.test(text) &&
          !path.startsWith('lib/platform/'),
      )
      .map(({ path }) => path);
    const allowed = /^lib\/(governance\/|substrate\/(knowledge-row|store|create-project|edit-project|assets)\.ts)/;
    expect(writers.filter((path) => !allowed.test(path))).toEqual([]);
  });
});

describe('the shape of the code', () => {
  const all = [...lib, ...functions, ...infra];

  it('no file is longer than 300 lines', () => {
    expect(all.filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path)).toEqual([]);
  });

  it('there is no any, no suppressed type error, no wildcard re-export', () => {
    const bad = /(: any[;,)\]>]|<any>|as any[;,)]|@ts-(ignore|expect-error|nocheck)|export \* from)/;
    expect(all.filter(({ text }) => bad.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
