/** What a run needs beside npm packages, installed once into .aws-test and used again. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runOrThrow } from './child-process.ts';

export const repository = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
/** Ignored by git. */
export const workFolder = `${repository}/.aws-test`;
/** The emulator is corrected by emulator.py, which fits this version only. */
const packages = ['ministack==1.5.33', 'cryptography', 'cfn-lint==1.58.0'];
const installTimeoutMs = 300_000;

export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** @returns the Python that has the emulator and cfn-lint */
export const installPythonTools = (): Promise<string> => installPython('venv', packages);

/** @returns the Python of a folder of its own below .aws-test that has exactly these packages */
export async function installPython(name: string, wanted: readonly string[]): Promise<string> {
  mkdirSync(workFolder, { recursive: true });
  const folder = `${workFolder}/${name}`;
  const python = `${folder}/bin/python`;
  const marker = `${folder}/${wanted.join('+').replaceAll(/[^\w.+-]/g, '_')}.installed`;
  if (existsSync(marker)) return python;
  const options = { environment: process.env, logFile: `${folder}-install.log`, timeoutMs: installTimeoutMs };
  await runOrThrow('python3', ['-m', 'venv', '--clear', folder], options);
  await runOrThrow(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...wanted], options);
  await runOrThrow('touch', [marker], options);
  return python;
}

/** For the loopback address only, made anew for each run. */
export function makeCertificate(folder: string): Certificate {
  const certificateFile = `${folder}/server.crt`;
  const keyFile = `${folder}/server.key`;
  const extensions = [
    'basicConstraints=critical,CA:FALSE',
    'extendedKeyUsage=serverAuth',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ].flatMap((extension) => ['-addext', extension]);
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=countersign-test'],
      ...['-keyout', keyFile, '-out', certificateFile, ...extensions],
    ],
    { stdio: 'ignore' },
  );
  return { certificateFile, keyFile };
}
