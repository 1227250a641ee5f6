/** Is each correction of the emulator (emulator.py) still needed? Shown on the emulator as it is published: there it must go wrong. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { aslCases } from '../support/asl-cases.ts';
import { stopAll } from '../support/aws/child-process.ts';
import { startEmulator } from '../support/aws/emulator.ts';
import { askIam, textsOf } from '../support/aws/iam.ts';
import { runCase } from '../support/aws/referees/run-case.ts';
import { type ScriptedTasks, startScriptedTasks } from '../support/aws/referees/scripted-tasks.ts';
import { surroundings } from '../support/aws/surroundings.ts';

const waitSeconds = 60;
const patienceMs = 120_000;
const sender = 'approvals@countersign.example';
const StackName = 'uncorrected';

/** The function of scripted-task.ts in as few words as a template takes, and somebody with two rights on named resources. */
const template = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'contract',
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: ['lambda.amazonaws.com', 'states.amazonaws.com'] },
              Action: 'sts:AssumeRole',
            },
          ],
        },
      },
    },
    Task: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: {
          ZipFile: `exports.handler = async (event) => {
            const answer = await fetch(event.controller, { method: 'POST', body: JSON.stringify(event) });
            const order = JSON.parse(await answer.text());
            if ('returns' in order) return order.returns;
            throw Object.assign(new Error(order.message), { name: order.throws });
          };`,
        },
      },
    },
    Person: {
      Type: 'AWS::IAM::User',
      Properties: {
        Policies: [
          {
            PolicyName: 'named',
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'states:SendTaskSuccess',
                  Resource: 'arn:aws:states:eu-central-1:000000000000:stateMachine:any',
                },
                {
                  Effect: 'Allow',
                  Action: ['ses:SendEmail', 'ses:SendRawEmail'],
                  Resource: `arn:aws:ses:eu-central-1:000000000000:identity/${sender}`,
                },
              ],
            },
          },
        ],
      },
    },
  },
  Outputs: {
    Task: { Value: { 'Fn::GetAtt': ['Task', 'Arn'] } },
    Person: { Value: { Ref: 'Person' } },
  },
};

describe('the emulator without corrections', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-uncorrected-'));
  let endpoint: string;
  let tasks: ScriptedTasks;
  const outputs = new Map<string, string>();

  beforeAll(async () => {
    const certificateFile = process.env.NODE_EXTRA_CA_CERTS ?? '';
    const certificate = { certificateFile, keyFile: certificateFile.replace(/\.crt$/, '.key') };
    const { python } = surroundings();
    ({ endpoint } = await startEmulator(python, certificate, folder, { corrected: false }));
    tasks = await startScriptedTasks();
    const stacks = new CloudFormationClient({ endpoint });
    const TemplateBody = JSON.stringify(template);
    await stacks.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }));
    await waitUntilStackCreateComplete({ client: stacks, maxWaitTime: waitSeconds }, { StackName });
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
    for (const { OutputKey = '', OutputValue = '' } of Stacks[0]?.Outputs ?? []) outputs.set(OutputKey, OutputValue);
    stacks.destroy();
  }, patienceMs);
  afterAll(async () => {
    await tasks.close();
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['a callback whose own call throws has failed, and its token is gone', 'token 1 is woken'],
    ['a retried callback has a new token', 'token'],
    ["a task's error fails the execution under its own name", 'its error is Runtime.HandlerError'],
  ])(
    'differs in what it is corrected for: %s',
    async (name, shows) => {
      const aslCase = aslCases.find((one) => one.name === name);
      if (aslCase === undefined) throw new Error(`there is no case ${name}`);
      const client = new SFNClient({ endpoint });
      const roleArn = 'arn:aws:iam::000000000000:role/contract';
      const referee = { endpoint, client, tasks, roleArn, functionName: outputs.get('Task') ?? '' };

      const differences = await runCase(referee, aslCase, `uncorrected-${name.length}`);

      expect(differences.join('; ')).toContain(shows);
      client.destroy();
    },
    patienceMs,
  );

  it('refuses to wake and to mail whoever may do so on a named machine and for a named sender', async () => {
    const key = await askIam('CreateAccessKey', { UserName: outputs.get('Person') ?? '' }, endpoint);
    const [accessKeyId = ''] = textsOf(key, 'AccessKeyId');
    const [secretAccessKey = ''] = textsOf(key, 'SecretAccessKey');
    const credentials = { accessKeyId, secretAccessKey };
    const wake = new SFNClient({ endpoint, credentials }).send(
      new SendTaskSuccessCommand({ taskToken: 'none', output: '{}' }),
    );
    const mail = new SESv2Client({ endpoint, credentials }).send(
      new SendEmailCommand({
        FromEmailAddress: sender,
        Destination: { ToAddresses: ['somebody@example.org'] },
        Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
      }),
    );

    await expect(wake).rejects.toMatchObject({ name: expect.stringContaining('AccessDenied') });
    await expect(mail).rejects.toMatchObject({ name: expect.stringContaining('AccessDenied') });
  });
});
