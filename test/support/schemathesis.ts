/** Schemathesis: makes requests from the OpenAPI document, fitting and unfitting ones, and judges every answer by it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { runProgram } from './aws/child-process.ts';
import { installPython } from './aws/tools.ts';

const version = '4.32.5';
const seed = '1';
const requestTimeoutSeconds = '60';

const notJudged = [
  // A digest or a verdict that fits the schema is refused all the same when it is not of this checkpoint.
  'positive_data_acceptance',
  // It takes deleting a member who is not there for asking after the workspace just made.
  'ensure_resource_availability',
].join(',');

export interface InterfaceRun {
  readonly url: string;
  readonly token: string;
  /** What stands for each `{parameter}` of a path, so that requests reach further than to 404. */
  readonly parameters: Readonly<Record<string, string>>;
  /** `whole`, or without the members that only values of ours fit: they would have most made-up requests refused at once. */
  readonly document: 'whole' | 'without keys, tags and cursors';
  readonly phases: readonly ('examples' | 'coverage' | 'fuzzing' | 'stateful')[];
  /** Requests made up for each operation in each phase that makes them up. */
  readonly maxExamples: number;
  readonly timeoutMs: number;
  /** Keeps what the program prints. */
  readonly folder: string;
}

const Report = z.object({
  operations: z.object({ total: z.int(), tested: z.int() }),
  test_cases: z.object({ generated: z.int() }),
  failures: z.array(z.object({ title: z.string(), operations: z.array(z.string()) })),
  errors: z.array(z.unknown()),
});

export interface InterfaceReport {
  readonly operations: number;
  readonly requests: number;
  /** What was wrong, each with its operations. */
  readonly failures: readonly string[];
  /** Everything that was printed: a failure comes with a curl line that repeats it. */
  readonly printed: string;
}

const Parameter = z.looseObject({ in: z.string(), name: z.string() });
const Operation = z.looseObject({ parameters: z.array(Parameter).optional() });
const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

async function documentOf({ url, document }: InterfaceRun): Promise<string> {
  const answer = await fetch(`${url}/openapi.json`);
  const { paths, ...rest } = Document.parse(await answer.json());
  if (document === 'without keys, tags and cursors')
    for (const operation of Object.values(paths).flatMap((path) => Object.values(path)))
      operation.parameters = operation.parameters?.filter((one) => one.in !== 'header' && one.name !== 'cursor') ?? [];
  return JSON.stringify({ ...rest, paths });
}

/** @throws Error when the program did not get as far as a report */
export async function runSchemathesis(run: InterfaceRun): Promise<InterfaceReport> {
  const python = await installPython('schemathesis', [`schemathesis==${version}`]);
  const file = (name: string): string => join(run.folder, name);
  const values = Object.entries(run.parameters).map(([name, value]) => `"path.${name}" = ${JSON.stringify(value)}`);
  writeFileSync(file('schemathesis.toml'), `[parameters]\n${values.join('\n')}\n`);
  writeFileSync(file('openapi.json'), await documentOf(run));
  await runProgram(
    python,
    [
      ...[
        '-m',
        'schemathesis.cli',
        '--config-file',
        file('schemathesis.toml'),
        'run',
        file('openapi.json'),
        '--url',
        run.url,
      ],
      ...['--checks', 'all', '--exclude-checks', notJudged, '--phases', run.phases.join(',')],
      ...['--max-examples', String(run.maxExamples), '--seed', seed, '--generation-database', ':memory:'],
      ...['--workers', '2', '--request-timeout', requestTimeoutSeconds, '--continue-on-failure', '--no-color'],
      ...['--header', `Authorization: Bearer ${run.token}`],
      ...['--report', 'json', '--report-json-path', file('report.json')],
    ],
    {
      environment: process.env,
      folder: run.folder,
      logFile: file('schemathesis.log'),
      timeoutMs: run.timeoutMs,
    },
  );
  const printed = readFileSync(file('schemathesis.log'), 'utf8');
  const report = Report.parse(JSON.parse(readFileSync(file('report.json'), 'utf8')));
  return {
    operations: report.operations.tested,
    requests: report.test_cases.generated,
    failures: [
      ...report.failures.map(({ title, operations }) => `${title}: ${operations.join(', ')}`),
      ...report.errors.map((error) => JSON.stringify(error)),
    ],
    printed,
  };
}
