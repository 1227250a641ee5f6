import { createDynamoTable } from '../../../../lib/platform/aws/dynamo-table.ts';
import type { Clock, Ids, Row, Table, Write } from '../../../../lib/platform/index.ts';
import { cancelled, failure, ok, type Script, type Sent, scriptDynamo } from '../../../support/scripted-dynamo.ts';

const nowMs = 1_800_000_000_500;
const key: Row = { pk: 'W#1', sk: 'row' };
const item = { pk: { S: key.pk }, sk: { S: key.sk } };
const none = { Code: 'None' };
const conflict = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };

const claim: Write = {
  kind: 'put',
  table: 'work',
  row: { ...key, by: 'me' },
  conditions: [{ is: 'absent', name: 'is free' }],
};
const count: Write = { kind: 'update', table: 'work', key: { ...key, sk: 'count' }, add: { count: 1 } };

/** A table whose DynamoDB follows the script, the requests it got and the pauses that were made. */
function open(script: Script): { table: Table; sent: Sent[]; pauses: number[] } {
  const { client, sent } = scriptDynamo(script);
  const pauses: number[] = [];
  let tokens = 0;
  const clock: Clock = { now: () => nowMs, sleep: async (ms) => void pauses.push(ms) };
  const ids: Ids = {
    next: (prefix) => `${prefix}_1`,
    secret: () => {
      tokens += 1;
      return `token-${tokens}`;
    },
    random: () => 0.5,
  };
  const tableNames = { work: 'work', substrate: 'substrate', audit: 'audit' };
  return { table: createDynamoTable({ client, streams: client, tableNames, clock, ids }), sent, pauses };
}

const tokensOf = (sent: readonly Sent[]) => sent.map(({ body }) => body.ClientRequestToken);

describe('a commit that loses a race', () => {
  it('is sent again, the very same under the same token, after growing jittered pauses', async () => {
    const { table, sent, pauses } = open((_, index) => (index < 3 ? cancelled(none, conflict) : ok()));
    await table.commit([claim, count]);
    expect(sent).toHaveLength(4);
    expect(new Set(sent.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(pauses).toEqual([10, 20, 40]);
  });

  it('is given up as unavailable after 10 tries', async () => {
    const { table, sent, pauses } = open(() => cancelled(conflict, none));
    await expect(table.commit([claim, count])).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(sent).toHaveLength(10);
    expect(pauses).toEqual([10, 20, 40, 80, 160, 320, 500, 500, 500]);
  });

  it.each([
    failure('ThrottlingException'),
    failure('ProvisionedThroughputExceededException'),
    failure('RequestLimitExceeded'),
    failure('TransactionInProgressException'),
    failure('InternalServerError', 500),
    failure('ServiceUnavailable', 503),
    cancelled({ Code: 'ThrottlingError' }, none),
    cancelled(none, { Code: 'ProvisionedThroughputExceeded' }),
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
  ])('is sent again when the answer is load or trouble (%#)', async (trouble) => {
    const { table, sent } = open((_, index) => (index === 0 ? trouble : ok()));
    await table.commit([claim, count]);
    expect(sent).toHaveLength(2);
    expect(new Set(tokensOf(sent)).size).toBe(1);
  });

  it('is not sent again when that cannot help', async () => {
    const { table, sent } = open(() => failure('AccessDeniedException'));
    await expect(table.commit([claim])).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(sent).toHaveLength(1);
  });
});

describe('the token of a commit', () => {
  it('stays the same when it is sent again after a lost reply', async () => {
    const lost = Object.assign(new Error('no answer within the time limit'), { name: 'TimeoutError' });
    const { table, sent } = open((_, index) => (index === 0 ? lost : ok()));
    await table.commit([count]);
    expect(tokensOf(sent)).toEqual(['token-1', 'token-1']);
  });

  it('differs between two equal commits: both count', async () => {
    const { table, sent } = open(() => ok());
    await table.commit([count]);
    await table.commit([count]);
    expect(tokensOf(sent)).toEqual(['token-1', 'token-2']);
  });

  it('rides on every write that must not be repeated; others go without a transaction', async () => {
    const { table, sent } = open(() => ok());
    await table.commit([{ kind: 'put', table: 'work', row: key }]);
    await table.commit([{ kind: 'delete', table: 'work', key }]);
    await table.commit([claim]);
    await table.commit([count]);
    expect(sent.map(({ operation }) => operation)).toEqual([
      'PutItem',
      'DeleteItem',
      'TransactWriteItems',
      'TransactWriteItems',
    ]);
  });
});

describe('a refused transaction', () => {
  it('names the condition although another write lost a race', async () => {
    const failed = { Code: 'ConditionalCheckFailed', Item: { ...item, by: { S: 'you' } } };
    const { table, sent } = open(() => cancelled(conflict, failed));
    await expect(table.commit([count, claim])).rejects.toMatchObject({
      condition: 'is free',
      index: 1,
      row: { ...key, by: 'you' },
    });
    expect(sent).toHaveLength(1);
  });

  it.each([
    failure('ValidationException'),
    cancelled({ Code: 'ValidationError', Message: 'An operand has an incorrect data type' }),
  ])('is a programming error when a write is not valid (%#)', async (answer) => {
    const { table, sent } = open(() => answer);
    await expect(table.commit([count])).rejects.toMatchObject({ name: 'CommitRefused' });
    expect(sent).toHaveLength(1);
  });

  it('is passed on when the conditions hold after all: the two stores would disagree', async () => {
    const { table, sent } = open(() => cancelled({ Code: 'ConditionalCheckFailed' }));
    await expect(table.commit([claim])).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect(sent).toHaveLength(1);
  });
});

describe('an update of an expired row', () => {
  const expired = { Code: 'ConditionalCheckFailed', Item: { ...item, old: { S: 'x' }, expiresAt: { N: '1' } } };
  const live = { Code: 'ConditionalCheckFailed', Item: { ...item, count: { N: '4' } } };

  it('becomes a new row in its place, under a new token and without a pause', async () => {
    const { table, sent, pauses } = open((_, index) => (index === 0 ? cancelled(expired) : ok()));
    await table.commit([count]);
    expect(sent[1]?.body).toMatchObject({
      TransactItems: [{ Put: { Item: { pk: { S: 'W#1' }, sk: { S: 'count' }, count: { N: '1' } } } }],
    });
    expect(tokensOf(sent)).toEqual(['token-1', 'token-2']);
    expect(pauses).toEqual([]);
  });

  it('becomes an update again when somebody else was faster', async () => {
    const answers = [cancelled(expired), cancelled(live), ok()];
    const { table, sent } = open((_, index) => answers[index] ?? ok());
    await table.commit([count]);
    expect(sent[2]?.body).toMatchObject({ TransactItems: [{ Update: { UpdateExpression: 'ADD #0 :0' } }] });
  });

  it('gives up when the row keeps changing under it', async () => {
    const { table, sent } = open((_, index) => cancelled(index % 2 === 0 ? expired : live));
    await expect(table.commit([count])).rejects.toMatchObject({ code: 'unavailable' });
    expect(sent).toHaveLength(10);
  });
});

describe('reads', () => {
  it('are repeated when throttled and given up as unavailable', async () => {
    const reads: ((table: Table) => Promise<unknown>)[] = [
      (table) => table.get('work', key),
      (table) => table.getMany('work', [key]),
      (table) => table.query({ table: 'work', pk: 'W#1' }),
    ];
    for (const read of reads) {
      const { table, sent } = open(() => failure('ThrottlingException'));
      await expect(read(table)).rejects.toMatchObject({ code: 'unavailable' });
      expect(sent).toHaveLength(10);
    }
  });

  it('ask for the keys of a batch that were not answered, and for no key twice', async () => {
    const other = { pk: { S: 'W#1' }, sk: { S: 'other' } };
    const { table, sent } = open((_, index) =>
      index === 0
        ? ok({ Responses: { work: [other] }, UnprocessedKeys: { work: { Keys: [item], ConsistentRead: true } } })
        : ok({ Responses: { work: [item] } }),
    );
    expect(await table.getMany('work', [key, { ...key, sk: 'other' }, key])).toEqual([
      key,
      { ...key, sk: 'other' },
      key,
    ]);
    expect(sent.map(({ body }) => body.RequestItems)).toEqual([
      { work: { Keys: [item, other], ConsistentRead: true } },
      { work: { Keys: [item], ConsistentRead: true } },
    ]);
  });

  it('give up on a batch that is never answered in full', async () => {
    const { table, sent } = open(() => ok({ UnprocessedKeys: { work: { Keys: [item] } } }));
    await expect(table.getMany('work', [key])).rejects.toMatchObject({ code: 'unavailable' });
    expect(sent).toHaveLength(10);
  });

  it('look behind pages of expired rows, but not for ever', async () => {
    const page = { Items: [{ ...item, expiresAt: { N: '1' } }], LastEvaluatedKey: item };
    const { table, sent } = open(() => ok(page));
    const { rows, cursor } = await table.query({ table: 'work', pk: 'W#1', limit: 1 });
    expect(rows).toEqual([]);
    expect(cursor).toBeDefined();
    expect(sent).toHaveLength(10);
  });

  it('are strong on the table and never asked for so on an index', async () => {
    const { table, sent } = open(() => ok());
    await table.get('work', key);
    await table.query({ table: 'work', pk: 'W#1' });
    await table.query({ table: 'work', index: 'byDue', pk: 'D#1' });
    expect(sent.map(({ body }) => body.ConsistentRead)).toEqual([true, true, undefined]);
  });
});

describe('waiting for a change', () => {
  it('pauses longer each time the same row is asked about, never beyond the time given', async () => {
    const { table, pauses } = open(() => ok());
    for (let times = 0; times < 6; times += 1) await table.changed('work', key, 20_000);
    await table.changed('work', { ...key, sk: 'other' }, 30);
    expect(pauses).toEqual([100, 150, 225, 337.5, 500, 500, 30]);
  });
});
