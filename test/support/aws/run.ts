/**
 * `npm run test:aws`: deploys the product on an emulated AWS and lets the contract suites and the scenarios judge it.
 * Needs no account. Ends with exactly one line `N passed, N failed`. Paths of files as arguments limit it to these:
 * `npm run test:aws -- test/scenarios/links.test.ts`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startOfflineModel } from '../../../infra/local/offline-model/index.ts';
import { startDynamoDbLocal } from '../dynamodb-local/start.ts';
import { problemsOfLog } from '../log-scan.ts';
import { scanLogs } from './access-denied.ts';
import { runProgram, stopAll } from './child-process.ts';
import { type Deployment, deploy, fillIn } from './deployment.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { clientId, type Issuer, startIssuer } from './issuer.ts';
import { knownSecrets } from './known-secrets.ts';
import { type ApiProxy, sentMailsPath, startProxy } from './proxy.ts';
import { judgeUnused, unusedRights } from './rights.ts';
import { addJestReport, check, type Tally } from './tally.ts';
import { installPythonTools, makeCertificate, repository, workFolder } from './tools.ts';
import { explainedRights } from './unused-rights.ts';

const runTimeoutMs = 19 * 60_000;
const jestTimeoutMs = 13 * 60_000;
/** For one test that names no time of its own; a loaded machine is no failure. */
const testTimeoutMs = 60_000;
/** Time moves for everybody on the deployment, so these scenarios run when no others do. */
const movesTime = 'test/scenarios/passing-time.test.ts';
/** Looks at the time that things take, which others would stretch. */
const waitsInRealTime = 'test/contract/asl-cases.aws-test.ts';
/** These take rights away, which is to be seen in no log but their own; one after the other. */
const takeRights = ['test/infra/negative-controls.aws-test.ts', 'test/infra/redrive.aws-test.ts'];
/** All of them when none is named. */
const onlyFiles = process.argv.slice(2);
const startedAt = Date.now();
const tally: Tally = { passed: 0, failed: 0 };
const closers: (() => Promise<unknown>)[] = [];

const say = (what: string): void =>
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${what}`);

async function verify(folder: string): Promise<void> {
  const python = await installPythonTools();
  const database = await startDynamoDbLocal({ port: 0, cacheFolder: join(workFolder, 'dynamodb-local') });
  closers.push(() => database.stop());
  say(`DynamoDB Local at ${database.endpoint}`);

  const certificate = makeCertificate(folder);
  const proxy = await startProxy(readFileSync(certificate.certificateFile));
  closers.push(() => proxy.close());
  const issuer = await startIssuer(join(folder, 'issuer'), proxy.url);
  closers.push(() => issuer.close());
  const model = await startOfflineModel();
  closers.push(() => model.close());
  say(`issuer at ${issuer.issuer}, model at ${model.url}`);

  const emulator = await startEmulator(python, certificate, folder);
  Object.assign(process.env, emulator.callerEnvironment);
  setDefaultCACertificates([...getCACertificates(), readFileSync(certificate.certificateFile, 'utf8')]);
  say(`emulated AWS at ${emulator.endpoint}, with the rights of each function enforced`);
  const settings = { publicUrl: proxy.url, issuer: issuer.issuer, clientId, modelBaseUrl: model.url };
  const deployment = await deploy(emulator, settings, folder);
  await fillIn();
  proxy.leadTo(deployment.apiUrl, emulator.endpoint);
  say(`deployed ${Object.keys(deployment.outputs).length} stacks with the CDK; public address ${proxy.url}`);

  await judge({ folder, emulator, deployment, proxy, issuer, python, database: database.endpoint });
}

interface Stage {
  readonly folder: string;
  readonly emulator: Emulator;
  readonly deployment: Deployment;
  readonly proxy: ApiProxy;
  readonly issuer: Issuer;
  readonly python: string;
  readonly database: string;
}

async function judge(stage: Stage): Promise<void> {
  const health = await fetch(`${stage.proxy.url}/health`);
  const words = `answered ${health.status}: ${await health.text()}`;
  check(tally, 'the deployment answers GET /health', health.status === 200 ? [] : [words]);
  const named = onlyFiles.map((file) => `**/${file}`);
  if (named.length > 0) {
    say(`what was named: ${await runSuites(stage, 'named', named)}`);
    return lookForDenials(stage);
  }
  const apart = [movesTime, waitsInRealTime, ...takeRights].map((file) => `!**/${file}`);
  const suites = ['**/test/**/*.aws-test.ts', '**/test/scenarios/**/*.test.ts', ...apart];
  say(`contract suites and scenarios: ${await runSuites(stage, 'suites', suites)}`);
  say(`definitions run by others: ${await runSuites(stage, 'real-time', [`**/${waitsInRealTime}`])}`);
  say(`scenarios that move the time: ${await runSuites(stage, 'time', [`**/${movesTime}`])}`);
  await lookForDenials(stage);
  check(
    tally,
    'every right is used or explained',
    judgeUnused(unusedRights(stage.emulator.rightsFile), explainedRights),
  );
  for (const file of takeRights) say(`${file}: ${await runSuites(stage, 'rights', [`**/${file}`])}`);
}

async function runSuites(stage: Stage, name: string, patterns: readonly string[]): Promise<string> {
  const report = join(stage.folder, `jest-${name}.json`);
  const jest = join(repository, 'node_modules/jest/bin/jest.js');
  await runProgram(
    process.execPath,
    [
      ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest],
      ...['--ci', '--maxWorkers=2', `--testTimeout=${testTimeoutMs}`],
      ...['--json', `--outputFile=${report}`, '--testMatch', ...patterns],
    ],
    { environment: { ...process.env, ...jestEnvironment(stage) }, folder: repository, timeoutMs: jestTimeoutMs },
  );
  return addJestReport(tally, report);
}

/** What contract suites and scenarios are told; scenarios know nothing of AWS. */
function jestEnvironment({ deployment, proxy, issuer, python, database }: Stage): Record<string, string> {
  return {
    SCENARIO_HOST: 'aws',
    SCENARIO_BASE_URL: proxy.url,
    SCENARIO_TOKEN_ISSUER_URL: issuer.tokenUrl,
    SCENARIO_MAIL_URL: `${proxy.url}${sentMailsPath}`,
    DYNAMODB_ENDPOINT: database,
    AWS_TEST_OUTPUTS: deployment.outputsFile,
    AWS_TEST_TEMPLATES: deployment.templatesFolder,
    AWS_TEST_PYTHON: python,
  };
}

/** After everything else has run: no function may have lacked a right that it needed, and no log may hold what is secret. */
async function lookForDenials({ proxy, folder, deployment, emulator }: Stage): Promise<void> {
  const scan = await scanLogs(startedAt, (group) => group.includes('-boundary-'));
  writeFileSync(join(folder, 'functions.log'), scan.text.join('\n'));
  check(tally, `nothing was denied in ${scan.text.length} log lines of ${scan.groups} log groups`, scan.denied);
  check(tally, `nothing was denied in ${proxy.requests()} answers`, proxy.denied);
  const workTable = deployment.outputs.boundary?.WorkTable ?? '';
  const secrets = await knownSecrets(workTable, `${emulator.endpoint}${sentMailsPath}`);
  const problems = problemsOfLog(scan.text, secrets);
  check(tally, `${scan.text.length} log lines hold none of ${secrets.length} secrets and name their ids`, problems);
}

async function close(): Promise<void> {
  const results = await Promise.allSettled([...closers].reverse().map((closeOne) => closeOne()));
  for (const result of results) if (result.status === 'rejected') console.error(result.reason);
  await stopAll();
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-aws-'));
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => deadline.reject(new Error(`the run took longer than ${runTimeoutMs} ms`)),
    runTimeoutMs,
  );
  const interrupt = (): void => deadline.reject(new Error('interrupted'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await Promise.race([verify(folder), deadline.promise]);
  } catch (error) {
    tally.failed += 1;
    console.error(error);
  } finally {
    clearTimeout(timer);
    await close();
  }
  if (tally.failed === 0) rmSync(folder, { recursive: true });
  else console.log(`What the programs printed is kept in ${folder}`);
  say('everything that was started is stopped');
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exit(tally.failed === 0 ? 0 : 1);
}

await main();
