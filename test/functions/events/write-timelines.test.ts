import type { AttributeValue, Context, DynamoDBStreamEvent } from 'aws-lambda';
import { handler } from '../../../functions/events/write-timelines.ts';
import { listTimeline, newEvent } from '../../../lib/timeline/index.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

const workspaceId = 'wsp_01JABCDEFGHJKMNPQRSTVWXYZ0';
const context: Context = Object.create(null);

/** What DynamoDB sends for a new row of texts. */
function record(
  row: Readonly<Record<string, string | undefined>>,
  sequence: string,
): DynamoDBStreamEvent['Records'][number] {
  const image = Object.fromEntries(
    Object.entries(row).flatMap(([name, value]): [string, AttributeValue][] =>
      value === undefined ? [] : [[name, { S: value }]],
    ),
  );
  const { pk = '', sk = '' } = row;
  return {
    eventName: 'INSERT',
    dynamodb: {
      Keys: { pk: { S: pk }, sk: { S: sk } },
      NewImage: { ...image, data: { M: {} } },
      SequenceNumber: sequence,
      ApproximateCreationDateTime: 1_700_000_000,
    },
  };
}

describe('write-timelines', () => {
  it('takes the changes of DynamoDB, and the same ones again', async () => {
    const { data: _data, ...event } = newEvent(host.platform, {
      type: 'policy.changed',
      workspaceId,
      actor: 'rosa',
      summary: 'It happened.',
    });
    const rows = [
      record({ ...event, pk: `W#${workspaceId}`, sk: `evt#${event.id}` }, '1'),
      record({ pk: `W#${workspaceId}`, sk: 'member#rosa', role: 'owner' }, '2'),
    ];
    for (const Records of [rows, rows]) {
      expect(await handler({ Records }, context)).toEqual({ batchItemFailures: [] });
    }
    const { items } = await listTimeline(host.platform.table, { workspaceId }, { limit: 10, cursor: undefined });
    expect(items).toEqual([{ ...event, data: {} }]);
  });

  it('is tried again for an event that it can not read, rather than passing it over', async () => {
    const broken = record({ pk: `W#${workspaceId}`, sk: 'evt#1', type: 'nonsense' }, '3');
    await expect(handler({ Records: [broken] }, context)).rejects.toThrow();
  });
});
