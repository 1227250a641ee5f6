// `npm run -s audit:verify -- export.ndjson`: checks an audit export offline. Each line carries its project's id, from which the
// chain begins, so the file is all that is needed. Exit code 0: it holds; 1: it does not; 2: it could not be read.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { verifyExport } from '../../lib/audit/index.ts';

const brokenExitCode = 1;
const usageExitCode = 2;

const [path, ...others] = process.argv.slice(2);
if (path === undefined || others.length > 0) {
  console.error('Usage: npm run -s audit:verify -- <export.ndjson>');
  process.exitCode = usageExitCode;
} else {
  try {
    const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
    const { valid, entries, headHash, broken } = await verifyExport(lines);
    if (valid) console.log(`valid: ${entries} entries, head hash ${headHash ?? '(none)'}`);
    else {
      console.log(`broken at entry ${broken?.sequence}: ${broken?.reason}. ${entries} entries before it hold.`);
      process.exitCode = brokenExitCode;
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = usageExitCode;
  }
}
