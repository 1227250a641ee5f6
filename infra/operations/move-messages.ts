import {
  DeleteMessageCommand,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** As many as SQS hands out at once. */
const batchSize = 10;
/** Time to send on what was received before it shows again. */
const hiddenSeconds = 60;
const lookSeconds = 2;
/** What dies again meanwhile comes round: the move ends all the same. */
const maxMessages = 100_000;

/**
 * Moves every message from one queue to another. One that is sent and not yet deleted when this is killed is there twice, which is
 * harmless: messages are doorbells.
 * @returns how many were moved
 */
export async function moveMessages(
  client: SQSClient,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<number> {
  let moved = 0;
  while (moved < maxMessages) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: from,
        MaxNumberOfMessages: batchSize,
        VisibilityTimeout: hiddenSeconds,
        WaitTimeSeconds: lookSeconds,
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    for (const { Body, MessageAttributes, ReceiptHandle } of Messages) {
      const attributes: Record<string, MessageAttributeValue> = { ...MessageAttributes };
      await client.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body, MessageAttributes: attributes }));
      await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
      moved += 1;
    }
  }
  return moved;
}
