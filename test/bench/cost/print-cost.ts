import { report } from '../figures.ts';
import { pricedItems, prices } from './prices.ts';
import type { Tally } from './tally.ts';

const targetDollars = 0.6;
const gigabytes = 1;
const agentGigabytes = 1769 / 1024;
/** What Lambda writes of an invocation by itself (START, END, REPORT), and the gateway of a request. */
const lambdaLogBytes = 400;
const gatewayLogBytes = 350;
/** Duration is modelled, because this machine is no Lambda: own work of an invocation, and how long AWS takes to answer a call. */
const ownWorkMs = 10;
const callMs: readonly (readonly [prefix: string, ms: number])[] = [
  ['call DynamoDB.TransactWriteItems', 15],
  ['call DynamoDB.', 5],
  ['call S3.', 25],
  ['call AWSStepFunctions.', 25],
  ['call AmazonSQS.', 10],
  ['call secretsmanager.', 20],
  ['call SES.', 60],
];

/** The table of one session, and the price of a thousand. */
export function printCost(tally: Tally, sessions: number): void {
  addModelled(tally);
  let dollars = 0;
  console.log(
    `${'per session, of '.concat(String(sessions)).padEnd(32)} ${'count'.padStart(9)}   $ per 1,000 sessions`,
  );
  for (const item of pricedItems) {
    const count = tally.get(item) / sessions;
    const cost = count * prices[item] * 1000;
    dollars += cost;
    console.log(`${item.padEnd(32)} ${count.toFixed(2).padStart(9)}   ${cost.toFixed(4).padStart(9)}`);
  }
  console.log(`  rows written ${(tally.get('rows written') / sessions).toFixed(1)}`);
  for (const prefix of ['call ', 'units ', 'function ']) console.log(`  ${listOf(tally, prefix, sessions)}`);
  report('AWS list price of 1,000 sessions', dollars, '$', targetDollars);
}

function addModelled(tally: Tally): void {
  const waits = callMs.map(([prefix, ms], index) => {
    // A call is of the first kind that its name begins with.
    const earlier = callMs.slice(0, index).map(([before]) => before);
    const named = tally.startingWith(prefix).filter(([name]) => !earlier.some((before) => name.startsWith(before)));
    return ms * named.reduce((sum, [, count]) => sum + count, 0);
  });
  const waitedMs = waits.reduce((sum, ms) => sum + ms, 0);
  const ownMs = ownWorkMs * tally.get('Lambda requests');
  const agentMs = ownWorkMs * tally.get('function workflow/runAgent');
  tally.add('Lambda GB-seconds', ((waitedMs + ownMs) * gigabytes + agentMs * (agentGigabytes - gigabytes)) / 1000);
  const logBytes =
    tally.get('log bytes') +
    lambdaLogBytes * tally.get('Lambda requests') +
    gatewayLogBytes * tally.get('API Gateway requests');
  tally.add('CloudWatch log megabytes', logBytes / 1e6);
}

const listOf = (tally: Tally, prefix: string, sessions: number): string =>
  tally
    .startingWith(prefix)
    .map(([name, count]) => `${name.slice(prefix.length)} ${(count / sessions).toFixed(1)}`)
    .join(' · ');
