/** A DynamoDB that answers from a script: what no emulator produces (conflicts, throttling, lost replies) is injected here. */
import * as z from 'zod';
import { type AwsClient, createAwsClient } from '../../lib/platform/aws/wire/client.ts';
import { createIds } from '../../lib/platform/ids.ts';
import { createManualClock } from './manual-clock.ts';

export interface Sent {
  /** e.g. `TransactWriteItems` */
  readonly operation: string;
  readonly body: z.infer<typeof bodySchema>;
}
interface Answer {
  readonly status: number;
  readonly body: object;
}
/** The answer to the n-th request (from 0), or an error to break the connection with. */
export type Script = (sent: Sent, index: number) => Answer | Error;

const bodySchema = z.looseObject({ ClientRequestToken: z.string().optional() });

export const ok = (body: object = {}): Answer => ({ status: 200, body });

export const failure = (name: string, status = 400, extra: object = {}): Answer => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name, Message: name, ...extra },
});

/** A cancelled transaction with a reason for each write. */
export const cancelled = (...reasons: readonly object[]): Answer =>
  failure('TransactionCanceledException', 400, { CancellationReasons: reasons });

export function scriptDynamo(script: Script): { client: AwsClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const clock = createManualClock();
  const client = createAwsClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-central-1',
    service: 'dynamodb',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    clock,
    ids: createIds(clock),
    maxAttempts: 1,
    async exchange({ headers, body }) {
      const operation = headers['x-amz-target']?.split('.')[1] ?? '';
      const asked = { operation, body: bodySchema.parse(JSON.parse(String(body))) };
      sent.push(asked);
      const answer = script(asked, sent.length - 1);
      if (answer instanceof Error) throw answer;
      return { status: answer.status, headers: {}, body: Buffer.from(JSON.stringify(answer.body)) };
    },
  });
  return { client, sent };
}
