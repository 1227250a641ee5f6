/** The WorkflowEngine port on AWS Step Functions (Standard). */
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CountersignError } from '../../errors.ts';
import type { ExecutionDescription, WorkflowEngine } from '../ports.ts';
import type { Json } from '../table.ts';
import { awsFailure, nameOf } from './failure.ts';

/** What Step Functions says of a token that was used, has timed out, or belongs to an execution that ended. */
const goneNames: ReadonlySet<string> = new Set(['TaskTimedOut', 'InvalidToken', 'TaskDoesNotExist']);
const alreadyStarted: ReadonlySet<string> = new Set(['ExecutionAlreadyExists']);
const unknownExecution: ReadonlySet<string> = new Set(['ExecutionDoesNotExist']);

/** Step Functions' limit for an input or output, in bytes of UTF-8 JSON. */
const maxPayloadBytes = 262_144;
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
  readonly client: SFNClient;
  /** Without version or alias: an execution's ARN is derived from its machine's. */
  readonly stateMachineArns: Readonly<Record<'session', string>>;
}): WorkflowEngine {
  const { client, stateMachineArns } = settings;
  const executionArn = (workflow: 'session', name: string): string =>
    `${stateMachineArns[workflow].replace(':stateMachine:', ':execution:')}:${name}`;

  return {
    async start(workflow, name, input) {
      const start = new StartExecutionCommand({
        stateMachineArn: stateMachineArns[workflow],
        name,
        input: payloadText(input),
      });
      await unless(client.send(start), alreadyStarted, 'states:StartExecution');
    },

    async wake(token, output) {
      const success = new SendTaskSuccessCommand({ taskToken: token, output: payloadText(output) });
      const answer = await unless(client.send(success), goneNames, 'states:SendTaskSuccess');
      return answer === undefined ? 'gone' : 'woken';
    },

    async stop(workflow, name, cause) {
      const stop = new StopExecutionCommand({
        executionArn: executionArn(workflow, name),
        cause: cause.slice(0, maxCauseCharacters),
      });
      await unless(client.send(stop), unknownExecution, 'states:StopExecution');
    },

    async describe(workflow, name) {
      const describe = new DescribeExecutionCommand({ executionArn: executionArn(workflow, name) });
      const answer = await unless(client.send(describe), unknownExecution, 'states:DescribeExecution');
      return answer === undefined ? undefined : toDescription(answer);
    },
  };
}

/** The call's answer, or undefined when it failed with one of the names that are an answer to the caller. */
async function unless<T>(call: Promise<T>, names: ReadonlySet<string>, action: string): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (names.has(nameOf(error))) return undefined;
    if (nameOf(error) === 'InvalidName') {
      throw new CountersignError('invalid_request', 'Not a name for an execution.', { cause: error });
    }
    throw awsFailure(error, action);
  }
}

/** Checked here, since an answer of "too large" would come without a code of its own. */
function payloadText(payload: Json): string {
  const text = JSON.stringify(payload);
  if (Buffer.byteLength(text) > maxPayloadBytes) {
    throw new CountersignError('too_large', `The payload is larger than ${maxPayloadBytes} bytes.`);
  }
  return text;
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
