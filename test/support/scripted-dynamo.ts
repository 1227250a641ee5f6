/** A DynamoDB that answers from a script: what no emulator produces (conflicts, throttling, lost replies) is injected here. */
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

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

/** @param maxAttempts sends that the SDK makes of one request by itself */
export function scriptDynamo(script: Script, maxAttempts = 1): { client: DynamoDBClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts,
    requestHandler: {
      async handle({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) {
        const operation = headers['x-amz-target']?.split('.')[1] ?? '';
        sent.push({ operation, body: bodySchema.parse(JSON.parse(new TextDecoder().decode(body))) });
        const answer = script(sent.at(-1) ?? { operation, body: {} }, sent.length - 1);
        if (answer instanceof Error) throw answer;
        const content = Readable.from([Buffer.from(JSON.stringify(answer.body))]);
        return { response: { statusCode: answer.status, reason: '', headers: {}, body: content } };
      },
    },
  });
  return { client, sent };
}
