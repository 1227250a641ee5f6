/** Deploys what the repository describes with the CDK's own command line, as an operator would. */
import { readFileSync } from 'node:fs';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import { runOrThrow } from './child-process.ts';
import { account, type Emulator, region } from './emulator.ts';
import { repository } from './tools.ts';

const stepTimeoutMs = 240_000;
const appCommand = 'node --import ./infra/local/typescript.mjs test/support/aws/deployment-app.ts';
export const stage = 'test';
const mailSender = 'approvals@countersign.example';

export interface DeploymentSettings {
  readonly publicUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly modelBaseUrl: string;
}

export interface Deployment {
  /** Outputs of each stack by its last name: `data`, `platform`, `boundary`. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly outputsFile: string;
  readonly templatesFolder: string;
  /** Address of the API on the emulator. */
  readonly apiUrl: string;
}

const Outputs = z.record(z.string(), z.record(z.string(), z.string()));

/** @param folder for the assembly, the outputs and the logs of the three steps */
export async function deploy(emulator: Emulator, settings: DeploymentSettings, folder: string): Promise<Deployment> {
  const templatesFolder = `${folder}/cdk.out`;
  const outputsFile = `${folder}/outputs.json`;
  const context = Object.entries({
    ...{ stage, mailSender, testClock: 'true', rateLimits: 'false', ...settings },
    liveBaseUrl: `${emulator.endpoint}/_aws/execute-api`,
  });
  const cdk = (name: string, args: readonly string[]): Promise<void> =>
    runOrThrow(`${repository}/node_modules/.bin/cdk`, [...args, '--no-notices', '--ci'], {
      environment: { ...process.env, ...emulator.callerEnvironment, CDK_DISABLE_VERSION_CHECK: '1' },
      folder: repository,
      logFile: `${folder}/cdk-${name}.log`,
      timeoutMs: stepTimeoutMs,
    });
  await cdk('synth', [
    ...['synth', '--quiet', '--app', appCommand, '--output', templatesFolder],
    ...context.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  await cdk('bootstrap', ['bootstrap', '--app', templatesFolder, `aws://${account}/${region}`]);
  await cdk('deploy', [
    ...['deploy', '--all', '--app', templatesFolder, '--outputs-file', outputsFile],
    ...['--method=direct', '--concurrency', '2', '--require-approval', 'never'],
  ]);
  const outputs = Object.fromEntries(
    Object.entries(Outputs.parse(JSON.parse(readFileSync(outputsFile, 'utf8')))).map(([name, values]) => [
      name.slice(`countersign-${stage}-`.length),
      values,
    ]),
  );
  const apiUrl = `${emulator.endpoint}/_aws/execute-api/${outputs.platform?.ApiId}/$default`;
  return { outputs, outputsFile, templatesFolder, apiUrl };
}

/** What an operator does once after the first deployment. Needs the caller's environment. */
export async function fillIn(): Promise<void> {
  await new SecretsManagerClient({}).send(
    new PutSecretValueCommand({
      SecretId: `countersign/${stage}/model-key`,
      SecretString: 'the offline model asks for none',
    }),
  );
  await new SESv2Client({}).send(new CreateEmailIdentityCommand({ EmailIdentity: mailSender }));
}
