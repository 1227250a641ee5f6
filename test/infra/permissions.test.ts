/** Who may do what, read from the policies as they are deployed. */
import { type FunctionEntry, functionTable } from '../../infra/stacks/function-table.ts';
import { resourcesOf, rightsOf, synthesize } from '../support/aws/synthesized.ts';

const { platform } = synthesize({ stage: 'test', testClock: true });
const rights = rightsOf(platform);
const table = functionTable({ testClock: true });
const rolePrefix = (name: string): string => `${name.replaceAll(/[/-]/g, '')}Role`;

/** Names of the functions whose role may do this to a resource that `on` is part of. */
function whoMay(action: RegExp, on = ''): readonly string[] {
  const roles = rights.filter(
    (right) => action.test(right.action) && right.resources.some((text) => text.includes(on)),
  );
  return Object.keys(table)
    .filter((name) => roles.some(({ role }) => role.startsWith(rolePrefix(name))))
    .sort();
}
const rowsWith = (test: (entry: FunctionEntry) => boolean): readonly string[] =>
  Object.entries(table)
    .filter(([, entry]) => test(entry))
    .map(([name]) => name)
    .sort();

describe('rights', () => {
  it('name their actions one by one', () => {
    expect(rights.filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  it('name their resources, but for three that cannot', () => {
    const onEverything = rights.filter(({ resources }) => resources.includes('*')).map(({ action }) => action);
    expect(new Set(onEverything)).toEqual(
      new Set([
        'dynamodb:ListStreams',
        ...['logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery'],
        ...[
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:DescribeResourcePolicies',
          'logs:DescribeLogGroups',
        ],
      ]),
    );
  });

  it('come from no managed policy', () => {
    for (const { properties } of resourcesOf(platform, 'AWS::IAM::Role')) {
      expect(properties).not.toHaveProperty('ManagedPolicyArns');
      expect(properties).not.toHaveProperty('Policies');
    }
  });
});

describe('the audit', () => {
  it('can be changed or removed by nobody', () => {
    expect(whoMay(/^dynamodb:(UpdateItem|DeleteItem|BatchWriteItem|PartiQL)/, 'AuditTable')).toEqual([]);
  });

  it('is appended to by those that the function table says, and by nobody else', () => {
    expect(whoMay(/^dynamodb:PutItem$/, 'AuditTable')).toEqual(rowsWith(({ audit }) => audit === 'append'));
  });
});

describe('the substrate', () => {
  it('is written only by what decides, and by what people edit themselves', () => {
    expect(whoMay(/^dynamodb:(PutItem|UpdateItem|DeleteItem)$/, 'SubstrateTable')).toEqual(
      [
        'api/checkpoints',
        'api/knowledge',
        'api/projects',
        'approvals/submit-decision',
        'console/import',
        'console/index',
        'schedule/move-clock',
        'schedule/run-due',
        'workflow/apply-review',
      ].sort(),
    );
  });

  it('is out of reach for agents', () => {
    expect(whoMay(/^dynamodb:/, 'SubstrateTable')).not.toContain('workflow/run-agent');
    expect(whoMay(/^dynamodb:/, 'AuditTable')).not.toContain('workflow/run-agent');
  });
});

describe('what is due in every workspace', () => {
  it('is listed by the sweep only', () => {
    expect(whoMay(/^dynamodb:/, '/index/byDue')).toEqual(rowsWith(({ takesDue }) => takesDue === true));
    expect(whoMay(/^dynamodb:/, '/index/byDue')).toEqual(['schedule/move-clock', 'schedule/run-due']);
  });
});

describe('waiting executions', () => {
  it('are woken only by what decides, or finds that somebody has decided', () => {
    expect(whoMay(/^states:SendTask/)).toEqual(
      [
        'api/checkpoints',
        'approvals/submit-decision',
        'console/index',
        'schedule/move-clock',
        'schedule/run-due',
        'workflow/open-checkpoint',
      ].sort(),
    );
  });

  it('can be failed or kept alive by nobody', () => {
    expect(whoMay(/^states:SendTask(Failure|Heartbeat)$/)).toEqual([]);
  });
});

describe('secrets', () => {
  it.each([
    ['link-key', ['approvals/open-link', 'approvals/submit-decision', 'events/send-mail']],
    ['model-key', ['workflow/run-agent']],
    ['oidc-client-secret', []],
  ])('of the name %s are read by those who use them', (name, readers) => {
    expect(whoMay(/^secretsmanager:GetSecretValue$/, `/${name}-`)).toEqual(readers);
  });

  it('are changed by nobody', () => {
    expect(whoMay(/^secretsmanager:(?!GetSecretValue)/)).toEqual([]);
  });
});

describe('each row of the function table', () => {
  it.each(Object.entries(table))('%s reaches the tables it names and no other', (name, entry) => {
    for (const [on, access] of [
      ['WorkTable', entry.work],
      ['SubstrateTable', entry.substrate],
      ['AuditTable', entry.audit],
    ] as const) {
      expect(whoMay(/^dynamodb:GetItem$/, on).includes(name)).toBe(access !== undefined);
      expect(whoMay(/^dynamodb:PutItem$/, on).includes(name)).toBe(access === 'write' || access === 'append');
      expect(whoMay(/^dynamodb:DeleteItem$/, on).includes(name)).toBe(access === 'write');
    }
  });

  it.each(Object.entries(table))('%s reaches the services it names and no other', (name, entry) => {
    expect(whoMay(/^ses:/).includes(name)).toBe(entry.mailer === true);
    expect(whoMay(/^sqs:SendMessage$/, 'Queue').includes(name)).toBe(entry.sendsTo !== undefined);
    expect(whoMay(/^s3:GetObject$/).includes(name)).toBe(entry.blobs !== undefined);
    expect(whoMay(/^s3:PutObject$/).includes(name)).toBe(entry.blobs === 'write');
    expect(whoMay(/^execute-api:ManageConnections$/).includes(name)).toBe(entry.pushes === true);
    expect(whoMay(/^states:StartExecution$/).includes(name)).toBe(entry.workflow?.includes('start') === true);
  });
});

describe('roles of services', () => {
  const rightsOfRole = (pattern: RegExp) => rights.filter(({ role }) => pattern.test(role)).map(({ action }) => action);

  it('let the workflow invoke its tasks and write its log, nothing else', () => {
    const actions = rightsOfRole(/^SessionWorkflowRole/);
    expect(actions).toContain('lambda:InvokeFunction');
    expect(actions.filter((action) => !/^(lambda:InvokeFunction|logs:)/.test(action))).toEqual([]);
  });

  it('let the schedule invoke its one function and set failed runs aside, nothing else', () => {
    expect(rightsOfRole(/ScheduleRole/).sort()).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
  });

  it('are assumed by the service they are for', () => {
    const principals = resourcesOf(platform, 'AWS::IAM::Role').map(
      ({ properties }) => JSON.stringify(properties.AssumeRolePolicyDocument).match(/"Service":"([^"]+)"/)?.[1],
    );
    expect(new Set(principals)).toEqual(
      new Set(['lambda.amazonaws.com', 'states.amazonaws.com', 'scheduler.amazonaws.com']),
    );
  });
});
