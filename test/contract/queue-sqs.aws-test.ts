import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createSqsQueue } from '../../lib/platform/aws/sqs-queue.ts';
import { services } from '../../lib/platform/aws/wire/endpoint.ts';
import { createSystemClock } from '../../lib/platform/clock.ts';
import type { Json } from '../../lib/platform/index.ts';
import { connect } from '../support/aws/connect.ts';
import { queueContract } from './queue-contract.ts';

/** Looks for a message that may be on its way; each waits a second at most. */
const maxLooks = 10;
const client = new SQSClient();
const clock = createSystemClock();
afterAll(() => client.destroy());

async function createQueue(name: string): Promise<string> {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name }));
  if (QueueUrl === undefined) throw new Error(`the queue ${name} was not made`);
  return QueueUrl;
}

/** Takes what is there, as a Lambda event source would. */
async function receive(url: string): Promise<readonly Json[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  for (const { ReceiptHandle } of Messages)
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  return Messages.map(({ Body = '' }) => JSON.parse(Body));
}

let opened = 0;
queueContract('SQS', async () => {
  opened += 1;
  const urls = {
    mail: await createQueue(`mail-contract-${process.pid}-${opened}`),
  };
  const messages: Json[] = [];
  return {
    queue: createSqsQueue({ client: connect(services.queue), urlOf: (name) => urls[name] }),
    async arrived(count) {
      for (let look = 0; look < maxLooks && messages.length < count; look += 1)
        messages.push(...(await receive(urls.mail)));
      return messages;
    },
    pass: (seconds) => clock.sleep(seconds * 1000),
  };
});
