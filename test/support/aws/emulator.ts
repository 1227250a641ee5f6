/** The emulated AWS: HTTPS on loopback, every signed request checked against its caller's own policies. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { acceptsConnections, freePort } from '../free-port.ts';
import { startProgram, untilReady } from './child-process.ts';
import { type Certificate, repository } from './tools.ts';

export const region = 'eu-central-1';
export const account = '000000000000';
const readyWithinMs = 30_000;

export interface Emulator {
  readonly endpoint: string;
  /** What a caller with an administrator's rights needs to know. */
  readonly callerEnvironment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** What each role is allowed and what of it was used so far; `readRights` reads it. */
  readonly rightsFile: string;
}

/** @param folder of this run, outside the repository: the emulator unpacks bundles below it, and a package.json above them would change what they are */
export async function startEmulator(
  python: string,
  certificate: Certificate,
  folder: string,
  { corrected = true }: { readonly corrected?: boolean } = {},
): Promise<Emulator> {
  const port = await freePort();
  const temporary = `${folder}/emulator`;
  mkdirSync(temporary);
  const endpoint = `https://127.0.0.1:${port}`;
  const logFile = `${folder}/emulator.log`;
  const rightsFile = `${folder}/rights.jsonl`;
  startProgram(python, [fileURLToPath(new URL('./emulator.py', import.meta.url))], {
    logFile,
    folder: temporary,
    // Nothing else: functions inherit this environment, and a variable missing in the template would go unnoticed.
    environment: {
      HOME: temporary,
      TMPDIR: temporary,
      PATH: [`${repository}/node_modules/node/bin`, python.replace(/\/python$/, ''), '/usr/bin', '/bin'].join(':'),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: region,
      IOT_MTLS_ENABLED: '0',
      USE_SSL: '1',
      MINISTACK_SSL_CERT: certificate.certificateFile,
      MINISTACK_SSL_KEY: certificate.keyFile,
      AUTH: 'true',
      ...(corrected ? { RIGHTS_FILE: rightsFile } : { UNCORRECTED: '1' }),
    },
  });
  await untilReady('the emulator', readyWithinMs, async () => acceptsConnections(port));
  return {
    endpoint,
    logFile,
    rightsFile,
    callerEnvironment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_CA_BUNDLE: certificate.certificateFile,
      NODE_EXTRA_CA_CERTS: certificate.certificateFile,
    },
  };
}
