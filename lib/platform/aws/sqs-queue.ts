/** Sends only: on AWS a Lambda event source is the consumer. */
import type { SendMessageCommandInput, SendMessageCommandOutput } from '@aws-sdk/client-sqs';
import type { Queue, QueueName } from '../ports.ts';
import { encodeMessage } from '../queue-message.ts';
import { awsFailure } from './failure.ts';
import { type AwsClient, type CallAction, jsonActions } from './wire/client.ts';

type Call = CallAction<{ readonly SendMessage: readonly [SendMessageCommandInput, SendMessageCommandOutput] }>;

/** `urlOf` is asked at each send, so that a function needs the variables of those queues only that it uses. */
export function createSqsQueue(settings: {
  readonly client: Pick<AwsClient, 'send'>;
  readonly urlOf: (queue: QueueName) => string;
}): Queue {
  const call: Call = jsonActions(settings.client, { target: 'AmazonSQS', version: '1.0' });
  return {
    async send(queue, message, options) {
      const { body, delaySeconds } = encodeMessage(message, options);
      const send = {
        QueueUrl: settings.urlOf(queue),
        MessageBody: body,
        DelaySeconds: delaySeconds,
      };
      await call('SendMessage', send).catch((error: unknown) => {
        throw awsFailure(error, 'sqs:SendMessage');
      });
    },
  };
}
