/** Can this verification fail at all? The emulator must deny what AWS denies, and each correction of it (emulator.py) must still work. */
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Attempt, Outcome } from '../support/aws/boundary/attempts.ts';
import { surroundings } from '../support/aws/surroundings.ts';

const maxWaitMs = 30_000;
const pollMs = 200;
const names = surroundings().outputs['countersign-test-boundary'] ?? {};

async function attempt(as: 'granted' | 'bare', what: Attempt): Promise<Outcome['outcome']> {
  const url = `${process.env.AWS_ENDPOINT_URL}/_aws/execute-api/${names.ApiId}/$default/${as}`;
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ attempt: what, names }) });
  const { outcome }: Outcome = JSON.parse(await answer.text());
  return outcome;
}

const allowed: readonly Attempt[] = [
  'read a record',
  'query an index',
  'append to the audit',
  'send a message',
  'read the link key',
  'send mail',
  'wake an execution',
];
const neverAllowed: readonly Attempt[] = [
  'list what is due',
  'write a record',
  'write the substrate',
  'change the audit',
  'remove from the audit',
  'remove from the audit in a transaction',
  'read a file',
  'read the model key',
];

describe('the rights of functions on the emulated AWS', () => {
  it.each(allowed)('let a function %s that was granted it', async (what) => {
    expect(await attempt('granted', what)).toBe('let');
  });

  it.each(neverAllowed)('deny a function to %s that was granted other things', async (what) => {
    expect(await attempt('granted', what)).toBe('denied');
  });

  it.each([...allowed, ...neverAllowed])('deny a function to %s that was granted nothing', async (what) => {
    expect(await attempt('bare', what)).toBe('denied');
  });
});

describe('a workflow that waits for a token on the emulated AWS', () => {
  it(
    'fails each attempt whose function fails, and gives each attempt a token of its own',
    async () => {
      const client = new SFNClient({});
      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: names.CanaryWorkflow }));

      const deadline = Date.now() + maxWaitMs;
      let status: string | undefined = 'RUNNING';
      while (status === 'RUNNING' && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, pollMs));
        ({ status } = await client.send(new DescribeExecutionCommand({ executionArn })));
      }

      const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
      const causes = events.flatMap(({ taskFailedEventDetails }) => taskFailedEventDetails?.cause ?? []);
      expect(status).toBe('SUCCEEDED');
      expect(causes).toHaveLength(2);
      expect(new Set(causes).size).toBe(2);
    },
    maxWaitMs + 5_000,
  );
});
