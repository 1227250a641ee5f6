/** The chain of functions that take a queue's messages (SQS). */
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { platform } from '../runtime.ts';
import { refreshClock } from './refresh-clock.ts';

/** One message that fails is tried again, and in the end parked with the dead letters; it does not hold up the others. */
export function queueFunction<S extends z.ZodType<Readonly<Record<string, string>>>>(
  message: S,
  take: (message: z.output<S>) => Promise<void>,
) {
  return middy<SQSEvent, SQSBatchResponse>()
    .use(refreshClock())
    .handler(async (event: SQSEvent) => {
      const batchItemFailures: { itemIdentifier: string }[] = [];
      for (const { messageId, body } of event.Records) {
        try {
          await take(message.parse(JSON.parse(body)));
        } catch (error) {
          platform().log.error('message.failed', {
            messageId,
            ...idsOf(message, body),
            cause: error instanceof z.ZodError ? 'malformed' : String(error),
          });
          batchItemFailures.push({ itemIdentifier: messageId });
        }
      }
      return { batchItemFailures };
    });
}

/** Messages hold ids only. */
function idsOf<S extends z.ZodType<Readonly<Record<string, string>>>>(message: S, body: string): z.output<S> | object {
  try {
    return message.parse(JSON.parse(body));
  } catch {
    return {};
  }
}
