/** Keys and passwords that somebody left in a file. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../source-files.ts';

const patterns: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----\s*\n?[\w+/=]{16}/g,
  'an AWS access key': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  'an Anthropic key': /\bsk-ant-[\w-]{20,}/g,
  'a secret key': /\b[sr]k[-_](?:live|test|proj)?[-_]?[A-Za-z0-9]{20,}\b/g,
  'a GitHub token': /\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,})/g,
  'a Slack token': /\bxox[abeprs]-[\w-]{10,}/g,
  'a Google key': /\bAIza[\w-]{35}\b/g,
  'a signed token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g,
  'a password in an address': /\b[a-z][a-z0-9+.-]{2,10}:\/\/[^\s/:@'"`$<>{}]{1,40}:[^\s/:@'"`$<>{}]{3,60}@/gi,
};
/** Made up, and known to be: documentation's own examples and what tests look for. */
const madeUp: ReadonlySet<string> = new Set([
  'AKIAIOSFODNN7EXAMPLE',
  'sk-abcdefghijklmnopqrstuvwxyz',
  'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl',
  'https://user:secret@',
  'https://127.0.0.1:4400@',
]);
/** What must not be in a repository, whatever is in it. */
const unwantedFiles = /(?:^|\/)\.env(?:\.|$)|\.(?:pem|key|p12|pfx|sqlite|db)$|(?:^|\/)id_(?:rsa|ed25519)/;

/** What is made while working, beside the sources. */
const notKept = /^(?:\.git|node_modules|cdk\.out|\.countersign|\.aws-test|screenshots)(?:\/|$)/;

/** Paths of everything that git keeps; of everything there is, where the sources came without git. */
export function trackedFiles(): readonly string[] {
  if (!existsSync(join(root, '.git')))
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((path) => !notKept.test(path));
  const paths = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
  // What was deleted and not yet committed is listed, but not there.
  return paths.filter((path) => path !== '' && existsSync(join(root, path)));
}

/** What in a text looks like a secret, by its kind; never the secret. */
export const secretsIn = (text: string): readonly string[] =>
  Object.entries(patterns).flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].filter(([found]) => !madeUp.has(found)).map(() => kind),
  );

export const secretProblems = (paths: readonly string[] = trackedFiles()): readonly string[] =>
  paths.flatMap((path) => [
    ...(unwantedFiles.test(path) ? [`${path} does not belong into a repository`] : []),
    ...secretsIn(readFileSync(join(root, path), 'utf8')).map((kind) => `${path} holds ${kind}`),
  ]);
