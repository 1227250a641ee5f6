// `npm run -s token -- <person>`: prints a bearer token for one of the ready-made people. The host need not run.
import { dataFolderOf } from './data-folder.ts';
import { personalToken } from './oidc/personal-token.ts';
import { openSigningKey } from './oidc/signing-key.ts';
import { people } from './people.ts';

const usageExitCode = 2;

const requested = process.argv[2];
const person = people.find(({ id }) => id === requested);
if (person === undefined) {
  const known = people.map(({ id, name, duty }) => `  ${id.padEnd(12)} ${name} – ${duty}`).join('\n');
  console.error(`Usage: npm run -s token -- <person>\n\nThe people are:\n${known}`);
  process.exitCode = usageExitCode;
} else {
  // The machine's time, read here rather than through a Clock: loading one would double what this command takes.
  console.log(personalToken(person, openSigningKey(dataFolderOf(process.env)), Date.now()));
}
