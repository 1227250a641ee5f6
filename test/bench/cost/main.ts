/** Counts what sessions use of AWS, and prices it. Run with the condition `aws`, so that the product takes its adapters for AWS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personalToken } from '../../../infra/local/oidc/personal-token.ts';
import { openSigningKey } from '../../../infra/local/oidc/signing-key.ts';
import { people } from '../../../infra/local/people.ts';
import { startDynamoDbLocal } from '../../support/dynamodb-local/start.ts';
import { startScriptedModel } from '../../support/scripted-model.ts';
import { createClient } from '../client.ts';
import { prepare } from '../cycle.ts';
import { startCounted } from './deployment.ts';
import { printCost } from './print-cost.ts';
import { runSession, twoTurns } from './session.ts';
import { createTally } from './tally.ts';

const warmUp = 2;
const sessions = 10;
const repository = join(import.meta.dirname, '../../..');

const folder = mkdtempSync(join(tmpdir(), 'countersign-cost-'));
const tally = createTally();
const database = await startDynamoDbLocal({ port: 0, cacheFolder: join(repository, '.aws-test/dynamodb-local') });
const model = await startScriptedModel(twoTurns);
const print = process.stdout.write.bind(process.stdout);
// What the product writes to its standard output is what Lambda would send to CloudWatch.
process.stdout.write = (line: string | Uint8Array) => {
  tally.add('log bytes', Buffer.byteLength(line));
  return true;
};
const deployment = await startCounted(tally, folder, { database: database.endpoint, modelUrl: model.url });
const client = createClient(deployment.port, 1);
try {
  const token = (id: string): string => {
    const person = people.find((one) => one.id === id);
    if (person === undefined) throw new Error(`${id} is not one of the ready-made people`);
    return personalToken(person, openSigningKey(folder), Date.now());
  };
  const stage = await prepare({ token }, client);
  const bench = { ...stage, settle: deployment.settle };
  for (let run = 0; run < warmUp; run += 1) await runSession(bench);
  tally.reset();
  for (let run = 0; run < sessions; run += 1) await runSession(bench);
} finally {
  process.stdout.write = print;
  client.close();
  await deployment.close();
  await model.close();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}
printCost(tally, sessions);
