import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createStepFunctionsEngine } from '../../lib/platform/aws/step-functions-engine.ts';
import { services } from '../../lib/platform/aws/wire/endpoint.ts';
import { createSystemClock } from '../../lib/platform/clock.ts';
import { definitionOf } from '../support/asl-cases.ts';
import { connect } from '../support/aws/connect.ts';
import { contractStates, workflowEngineContract } from './workflow-engine-contract.ts';

/** Looks for a token that may be on its way; each waits a second at most. */
const maxLooks = 15;
/** Stepping aside for the emulator, which starts executions and notices timeouts a little late. */
const lateMs = 500;
const role = 'arn:aws:iam::000000000000:role/contract';

const machines = new SFNClient();
const queues = new SQSClient();
const clock = createSystemClock();
afterAll(() => {
  machines.destroy();
  queues.destroy();
});

async function createQueue(name: string): Promise<string> {
  const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: name }));
  if (QueueUrl === undefined) throw new Error(`the queue ${name} was not made`);
  return QueueUrl;
}

/** The contract's workflow, whose tokens are sent to a queue: that needs no function. */
async function createStateMachine(name: string, queueUrl: string): Promise<string> {
  const states = contractStates((fields) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Arguments: {
      QueueUrl: queueUrl,
      MessageBody: {
        name: '{% $states.context.Execution.Name %}',
        token: '{% $states.context.Task.Token %}',
      },
    },
    ...fields,
  }));
  const definition = JSON.stringify(definitionOf({ name, status: 'succeeded', states }));
  const { stateMachineArn } = await machines.send(new CreateStateMachineCommand({ name, definition, roleArn: role }));
  if (stateMachineArn === undefined) throw new Error(`the state machine ${name} was not made`);
  return stateMachineArn;
}

interface Asked {
  readonly name: string;
  readonly token: string;
}

async function receive(url: string): Promise<readonly Asked[]> {
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  for (const { ReceiptHandle } of Messages) {
    await queues.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  }
  return Messages.map(({ Body = '' }) => JSON.parse(Body));
}

let opened = 0;
workflowEngineContract('Step Functions', async () => {
  opened += 1;
  const unique = `workflow-contract-${process.pid}-${opened}`;
  const queueUrl = await createQueue(unique);
  const session = await createStateMachine(unique, queueUrl);
  const asked: Asked[] = [];
  const tokensOf = (name: string) => asked.filter((given) => given.name === name).map(({ token }) => token);
  return {
    engine: createStepFunctionsEngine({ client: connect(services.workflow), stateMachineArns: { session } }),
    async tokens(name, count) {
      for (let look = 0; look < maxLooks && tokensOf(name).length < count; look += 1) {
        asked.push(...(await receive(queueUrl)));
      }
      return tokensOf(name);
    },
    pass: (seconds) => clock.sleep(seconds * 1000 + lateMs),
  };
});
