/** The embedded host's secrets: one root key in the data folder, each secret derived from it. The model's key is the user's. */
import { hkdfSync } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CountersignError } from '../../errors.ts';
import { errorMember } from '../error-member.ts';
import type { Ids, SecretName, Secrets } from '../ports.ts';

/** Secrets that only this host has, besides those of the port. */
export type LocalSecretName = SecretName | 'file-key';

export interface LocalSecrets extends Secrets {
  get(name: LocalSecretName): Promise<string>;
}

const fileName = 'secrets.json';
const secretBytes = 32;
const secretsFile = z.object({ version: z.literal(1), rootKey: z.string().min(40) });

/**
 * `model-key` is the environment's ANTHROPIC_API_KEY (empty when unset). The others derive from the root key by HKDF, so that
 * a name added later needs no new file, and processes that start together agree as soon as they agree on the one file.
 */
export function createLocalSecrets(settings: {
  readonly dataFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ids: Ids;
}): LocalSecrets {
  let rootKey: string | undefined;
  return {
    async get(name) {
      if (name === 'model-key') return settings.environment.ANTHROPIC_API_KEY ?? '';
      rootKey ??= openRootKey(settings.dataFolder, settings.ids);
      const derived = hkdfSync('sha256', rootKey, 'countersign', name, secretBytes);
      return Buffer.from(derived).toString('base64url');
    },
  };
}

/** Reads the root key, or makes one. Whoever links the file first wins; everybody else reads what the winner wrote. */
function openRootKey(dataFolder: string, ids: Ids): string {
  const path = join(dataFolder, fileName);
  return readRootKey(path) ?? publishRootKey(path, dataFolder, ids) ?? failedToAgree(path);
}

function publishRootKey(path: string, dataFolder: string, ids: Ids): string | undefined {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  // A secret suffix rather than a dated one: two processes may start in the same millisecond.
  const temporaryPath = `${path}.${ids.secret(8)}`;
  const handle = openSync(temporaryPath, 'wx', 0o600);
  try {
    writeSync(handle, `${JSON.stringify({ version: 1, rootKey: ids.secret(secretBytes) })}\n`);
    fsyncSync(handle);
    linkUnlessPresent(temporaryPath, path);
  } finally {
    closeSync(handle);
    rmSync(temporaryPath, { force: true });
  }
  return readRootKey(path);
}

/** A link, unlike a rename, never replaces a file that is there, and unlike a write it appears with its content. */
function linkUnlessPresent(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (errorMember(error, 'code') !== 'EEXIST') throw error;
  }
}

function readRootKey(path: string): string | undefined {
  try {
    return secretsFile.parse(JSON.parse(readFileSync(path, 'utf8'))).rootKey;
  } catch (error) {
    if (errorMember(error, 'code') === 'ENOENT') return undefined;
    // Never made anew: links and sessions that were signed with the lost key would silently stop working.
    throw new CountersignError('internal', `${path} cannot be read; the host does not replace it by itself.`);
  }
}

function failedToAgree(path: string): never {
  throw new CountersignError('internal', `${path} disappeared while it was made.`);
}
