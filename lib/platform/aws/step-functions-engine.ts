/** The WorkflowEngine port on AWS Step Functions (Standard). */
import type {
  DescribeExecutionCommandInput,
  DescribeExecutionCommandOutput,
  SendTaskSuccessCommandInput,
  SendTaskSuccessCommandOutput,
  StartExecutionCommandInput,
  StartExecutionCommandOutput,
  StopExecutionCommandInput,
  StopExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import { CountersignError } from '../../errors.ts';
import type { ExecutionDescription, WorkflowEngine } from '../ports.ts';
import { acceptExecutionName, encodeWorkflowPayload } from '../workflow-input.ts';
import { awsFailure, nameOf } from './failure.ts';
import { type AwsClient, type CallAction, jsonActions } from './wire/client.ts';

type Call = CallAction<{
  readonly DescribeExecution: readonly [DescribeExecutionCommandInput, DescribeExecutionCommandOutput];
  readonly SendTaskSuccess: readonly [SendTaskSuccessCommandInput, SendTaskSuccessCommandOutput];
  readonly StartExecution: readonly [StartExecutionCommandInput, StartExecutionCommandOutput];
  readonly StopExecution: readonly [StopExecutionCommandInput, StopExecutionCommandOutput];
}>;

/** What Step Functions says of a token that was used, has timed out, or belongs to an execution that ended. */
const goneNames: ReadonlySet<string> = new Set(['TaskTimedOut', 'InvalidToken', 'TaskDoesNotExist']);
const alreadyStarted: ReadonlySet<string> = new Set(['ExecutionAlreadyExists']);
const unknownExecution: ReadonlySet<string> = new Set(['ExecutionDoesNotExist']);
const notStoppable: ReadonlySet<string> = new Set(['ExecutionDoesNotExist', 'ValidationException']);

const maxCauseCharacters = 32_768;

const statuses: Readonly<Record<string, ExecutionDescription['status']>> = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed_out',
  ABORTED: 'aborted',
};

export function createStepFunctionsEngine(settings: {
  readonly client: Pick<AwsClient, 'send'>;
  /** Without version or alias: an execution's ARN is derived from its machine's. */
  readonly stateMachineArns: Readonly<Record<'session', string>>;
}): WorkflowEngine {
  const { stateMachineArns } = settings;
  const call: Call = jsonActions(settings.client, { target: 'AWSStepFunctions', version: '1.0' });
  const executionArn = (workflow: 'session', name: string): string =>
    `${stateMachineArns[workflow].replace(':stateMachine:', ':execution:')}:${name}`;

  const describe = async (workflow: 'session', name: string): Promise<ExecutionDescription | undefined> => {
    const asked = call('DescribeExecution', { executionArn: executionArn(workflow, name) });
    const answer = await unless(asked, unknownExecution, 'states:DescribeExecution');
    return answer === undefined ? undefined : toDescription(answer);
  };

  return {
    async start(workflow, name, input) {
      const start = {
        stateMachineArn: stateMachineArns[workflow],
        name: acceptExecutionName(name),
        input: encodeWorkflowPayload(input),
      };
      await unless(call('StartExecution', start), alreadyStarted, 'states:StartExecution');
    },

    async wake(token, output) {
      const success = { taskToken: token, output: encodeWorkflowPayload(output) };
      const answer = await unless(call('SendTaskSuccess', success), goneNames, 'states:SendTaskSuccess');
      return answer === undefined ? 'gone' : 'woken';
    },

    async stop(workflow, name, cause) {
      const stop = { executionArn: executionArn(workflow, name), cause: cause.slice(0, maxCauseCharacters) };
      const stopped = await unless(call('StopExecution', stop), notStoppable, 'states:StopExecution');
      // A refused request is harmless only if the execution has ended by itself.
      if (stopped === undefined && (await describe(workflow, name))?.status === 'running') {
        throw new CountersignError('internal', 'states:StopExecution refused to stop a running execution.');
      }
    },

    describe,
  };
}

/** The call's answer, or undefined when it failed with one of the names that are an answer to the caller. */
async function unless<T>(call: Promise<T>, names: ReadonlySet<string>, action: string): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (names.has(nameOf(error))) return undefined;
    throw awsFailure(error, action);
  }
}

function toDescription(answer: DescribeExecutionCommandOutput): ExecutionDescription {
  const status = statuses[answer.status ?? ''];
  if (status === undefined) {
    throw new CountersignError('internal', `states:DescribeExecution answered an unknown status: ${answer.status}`);
  }
  return {
    status,
    ...(answer.error !== undefined && { error: answer.error }),
    ...(answer.cause !== undefined && { cause: answer.cause }),
  };
}
