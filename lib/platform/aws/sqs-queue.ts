/** Sends only: on AWS a Lambda event source is the consumer. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Queue, QueueName } from '../ports.ts';
import { encodeMessage } from '../queue-message.ts';
import { awsFailure } from './failure.ts';

/** `urlOf` is asked at each send, so that a function needs the variables of those queues only that it uses. */
export function createSqsQueue(settings: {
  readonly client: SQSClient;
  readonly urlOf: (queue: QueueName) => string;
}): Queue {
  return {
    async send(queue, message, options) {
      const { body, delaySeconds } = encodeMessage(message, options);
      const send = new SendMessageCommand({
        QueueUrl: settings.urlOf(queue),
        MessageBody: body,
        DelaySeconds: delaySeconds,
      });
      await settings.client.send(send).catch((error: unknown) => {
        throw awsFailure(error, 'sqs:SendMessage');
      });
    },
  };
}
