// `npm run import -- <folder>`: imports a folder's Markdown files into a project of a running host. See `usage`.
import { importFolder } from './import-folder/import-folder.ts';
import { readOptions, usage } from './import-folder/options.ts';

const failedExitCode = 1;
const usageExitCode = 2;

const options = readOptions(process.argv.slice(2), process.env);
if (options === undefined) {
  console.error(usage);
  process.exitCode = usageExitCode;
} else {
  try {
    await importFolder(options, (line) => console.log(line));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = failedExitCode;
  }
}
