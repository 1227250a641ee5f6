import { parseArgs } from 'node:util';
import { dataFolderOf } from '../data-folder.ts';
import { personalToken } from '../oidc/personal-token.ts';
import { openSigningKey } from '../oidc/signing-key.ts';
import { people } from '../people.ts';

export const usage = `Usage: npm run import -- <folder> [options]

Imports the folder's .md and .markdown files; files that were imported before are compared with their last import.

  --project <id>     the project; default: the oldest of the workspace
  --workspace <id>   the workspace; default: the oldest that you are a member of
  --url <address>    the host; default: http://127.0.0.1:$PORT, or port 4400

The environment variable COUNTERSIGN_TOKEN is who imports; default: a token of the ready-made owner, made with the key in the data folder.`;

export interface ImportOptions {
  readonly folder: string;
  readonly url: string;
  readonly token: string;
  readonly workspaceId: string | undefined;
  readonly projectId: string | undefined;
}

/** What the command line and the environment say; undefined when it makes no sense. */
export function readOptions(
  given: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ImportOptions | undefined {
  const parsed = parse(given);
  const [folder, ...others] = parsed?.positionals ?? [];
  if (parsed === undefined || folder === undefined || others.length > 0) return undefined;
  const { project, workspace, url } = parsed.values;
  return {
    folder,
    url: (url || `http://127.0.0.1:${environment.PORT || '4400'}`).replace(/\/+$/, ''),
    token: environment.COUNTERSIGN_TOKEN || ownersToken(dataFolderOf(environment)),
    workspaceId: workspace,
    projectId: project,
  };
}

function parse(given: readonly string[]) {
  const options = { project: { type: 'string' }, workspace: { type: 'string' }, url: { type: 'string' } } as const;
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true });
  } catch (error) {
    if (isUsageError(error)) return undefined;
    throw error;
  }
}

const isUsageError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');

function ownersToken(dataFolder: string): string {
  const owner = people.find(({ id }) => id === 'owner');
  if (owner === undefined) throw new Error('there is no ready-made owner');
  return personalToken(owner, openSigningKey(dataFolder), Date.now());
}
