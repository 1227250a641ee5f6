import { createHash, generateKeyPairSync } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Elliptic: made in a millisecond, so that the first `npm run token` is as quick as any. */
export const signingAlgorithm = 'ES256';

export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: typeof signingAlgorithm;
  readonly use: 'sig';
}
export interface PrivateJwk extends PublicJwk {
  readonly d: string;
}

/**
 * The key that signs the embedded host's tokens, from `oidc-key.json` in the data folder; both are made when absent.
 * Processes that start at once agree on one key. @throws Error naming the file when it holds no such key.
 */
export function openSigningKey(dataFolder: string): PrivateJwk {
  const file = join(dataFolder, 'oidc-key.json');
  return readKey(file) ?? createKey(dataFolder, file);
}

/** What others may know of the key. */
export const publicKeyOf = ({ d: _, ...publicKey }: PrivateJwk): PublicJwk => publicKey;

function readKey(file: string): PrivateJwk | undefined {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const key = parsedKey(content);
  if (key === undefined) throw new Error(`${file} holds no signing key; delete it to have a new one made`);
  return key;
}

/** By hand rather than by zod: `npm run token` imports this and must be quick. */
function parsedKey(content: string): PrivateJwk | undefined {
  try {
    const { x, y, d, kid } = JSON.parse(content);
    const isComplete = [x, y, d, kid].every((member) => typeof member === 'string' && member !== '');
    return isComplete ? { kty: 'EC', crv: 'P-256', x, y, d, kid, alg: signingAlgorithm, use: 'sig' } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A link appears whole or not at all and never replaces: whoever comes second reads the first one's key. */
function createKey(dataFolder: string, file: string): PrivateJwk {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const scratchFolder = mkdtempSync(join(dataFolder, '.oidc-key-'));
  try {
    const scratchFile = join(scratchFolder, 'key.json');
    writeFileSync(scratchFile, `${JSON.stringify(generateKey())}\n`, { mode: 0o600, flush: true });
    linkSync(scratchFile, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(scratchFolder, { recursive: true });
  }
  const key = readKey(file);
  if (key === undefined) throw new Error(`${file} was removed while it was being made`);
  return key;
}

function generateKey(): PrivateJwk {
  const { x, y, d } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  if (x === undefined || y === undefined || d === undefined) throw new Error('the new key lacks a member');
  const kid = createHash('sha256').update(`${x}.${y}`).digest('base64url').slice(0, 16);
  return { kty: 'EC', crv: 'P-256', x, y, d, kid, alg: signingAlgorithm, use: 'sig' };
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
