/** From poison to a dead letter, and back with the one command that the runbook names. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { deployedFunctions, logLines } from '../support/aws/deployed-functions.ts';
import { withoutRight } from '../support/aws/role-rights.ts';
import { surroundings } from '../support/aws/surroundings.ts';

const patienceMs = 120_000;
const lookEveryMs = 500;
const outputs = surroundings().outputs['countersign-test-platform'] ?? {};
const queueUrl = outputs.Queuemail;
const deadUrl = outputs.DeadLettersmail;
const message = JSON.stringify({ workspaceId: 'wsp_01JD0000000000000000000000', id: 'ntc_that_is_gone' });

describe('a message that can not be handled', () => {
  const client = new SQSClient({});
  afterAll(() => client.destroy());

  async function lengthOf(url: string | undefined): Promise<number> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }),
    );
    return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
    const deadline = Date.now() + patienceMs;
    while (!(await holds())) {
      if (Date.now() > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    return true;
  }

  it(
    'waits among the dead letters, and is done once its cause is gone and it was put back',
    async () => {
      const mailer = (await deployedFunctions('countersign-test-platform')).get('events/send-mail');
      if (mailer === undefined) throw new Error('events/send-mail is not deployed');
      // Five deliveries would take half an hour.
      await client.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { VisibilityTimeout: '1' } }));

      const died = await withoutRight(mailer, 'dynamodb:GetItem', async () => {
        await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: message }));
        return eventually(async () => (await lengthOf(deadUrl)) === 1);
      });
      const since = Date.now();
      const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'redrive', '--', 'mail', '--stage', 'test']);
      const done = await eventually(async () => (await lengthOf(queueUrl)) === 0 && (await lengthOf(deadUrl)) === 0);

      expect(died).toBe(true);
      expect(stdout.trim()).toBe('1 message moved back to mail.');
      expect(done).toBe(true);
      expect((await logLines(mailer, since)).filter((line) => line.includes('message.failed'))).toEqual([]);
    },
    3 * patienceMs,
  );
});
