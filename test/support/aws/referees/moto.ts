/** moto's Step Functions: an interpreter that shares no code with the emulator's, as a second opinion. */
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../free-port.ts';
import { runOrThrow, startProgram, untilReady } from '../child-process.ts';
import { workFolder } from '../tools.ts';

/** moto_server.py mends this version. */
const packages = ['moto[server,stepfunctions]==5.2.5', 'jsonata-python==0.7.0'];
const home = `${workFolder}/moto`;
const python = `${home}/bin/python`;
const installTimeoutMs = 300_000;
const readyWithinMs = 60_000;

/** Installs moto once. @returns its endpoint; it runs until `stopAll` */
export async function startMoto(logFile: string): Promise<string> {
  await install();
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = fileURLToPath(new URL('./moto_server.py', import.meta.url));
  startProgram(python, [server, '-H', '127.0.0.1', '-p', String(port)], {
    logFile,
    environment: { PATH: '/usr/bin:/bin', HOME: home, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  });
  const settings = JSON.stringify({ stepfunctions: { execute_state_machine: true } });
  await untilReady('moto', readyWithinMs, async () => {
    return (await fetch(`${endpoint}/moto-api/config`, { method: 'POST', body: settings })).ok;
  });
  return endpoint;
}

async function install(): Promise<void> {
  mkdirSync(workFolder, { recursive: true });
  const marker = `${home}/${packages.join('+').replaceAll(/[^\w.+-]/g, '_')}.installed`;
  if (existsSync(marker)) return;
  const options = { environment: process.env, logFile: `${workFolder}/install-moto.log`, timeoutMs: installTimeoutMs };
  await runOrThrow('python3', ['-m', 'venv', '--clear', home], options);
  await runOrThrow(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], options);
  await runOrThrow('touch', [marker], options);
}
