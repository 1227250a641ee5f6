/** `npm run redrive -- <queue> [--stage production]`: puts every dead letter of a queue back into it. */
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { SQSClient } from '@aws-sdk/client-sqs';
import { moveMessages } from './move-messages.ts';

const usage = 'npm run redrive -- <queue> [--stage production]';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { stage: { type: 'string', default: 'production' } },
});
const [queue] = positionals;
if (queue === undefined || positionals.length > 1) {
  console.error(`usage: ${usage}`);
  process.exit(2);
}

const stackName = `countersign-${values.stage}-platform`;
const cloudFormation = new CloudFormationClient({});
const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
const addressOf = (output: string): string => {
  const found = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
  if (found === undefined) throw new Error(`${stackName} has no queue ${queue}`);
  return found;
};
const client = new SQSClient({});
const moved = await moveMessages(client, { from: addressOf(`DeadLetters${queue}`), to: addressOf(`Queue${queue}`) });
console.log(`${moved} ${moved === 1 ? 'message' : 'messages'} moved back to ${queue}.`);
