/** `npm run supply`: lock file, licences, advisories, secrets and contents are judged, and sbom.cdx.json is written. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-files.ts';
import { licenceProblems, licencesOf } from './licences.ts';
import { lockProblems, readLock, readManifest } from './lock.ts';
import { auditProblems, billOfMaterials, billProblems, packed, packingProblems } from './npm.ts';
import { secretProblems, trackedFiles } from './secrets.ts';

const billFile = 'sbom.cdx.json';

let failed = 0;
function judge(what: string, problems: readonly string[]): void {
  console.log(`${problems.length === 0 ? 'ok   ' : 'FAIL '} ${what}`);
  for (const problem of problems) console.log(`        ${problem}`);
  if (problems.length > 0) failed += 1;
}

const lock = readLock();
judge(`${Object.keys(lock.packages).length} locked packages`, lockProblems(readManifest(), lock));
const licences = [...licencesOf(lock)].map(([licence, count]) => `${licence} ${count}`).join(', ');
judge(`licences: ${licences}`, licenceProblems(lock));
const advisories = auditProblems();
if (advisories === undefined) console.log('-     advisories: this registry does not answer npm audit');
else judge('no high or critical advisory', advisories);
judge(`no secret in ${trackedFiles().length} files`, secretProblems());
const contents = packed();
judge(`a package would hold ${contents.files.length} files of the product`, packingProblems(contents));
const bill = billOfMaterials(lock);
judge(`${bill.components.length} components in ${billFile} (CycloneDX ${bill.specVersion})`, billProblems(bill, lock));
writeFileSync(join(root, billFile), `${JSON.stringify(bill, undefined, 2)}\n`);
process.exitCode = failed === 0 ? 0 : 1;
