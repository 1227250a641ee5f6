/** Lets an engine that speaks the Step Functions API run a case in real time, and says where it differs from what the case wants. */
import { isDeepStrictEqual } from 'node:util';
import { CreateStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { createStepFunctionsEngine } from '../../../../lib/platform/aws/step-functions-engine.ts';
import { services } from '../../../../lib/platform/aws/wire/endpoint.ts';
import type { ExecutionDescription, WorkflowEngine } from '../../../../lib/platform/index.ts';
import type { AslCase } from '../../asl-cases.ts';
import { connect } from '../connect.ts';
import type { ScriptedCase, ScriptedTasks } from './scripted-tasks.ts';

/** How late something may come on a busy machine. Too early it must never come. */
const lateMs = 25_000;
const lookEveryMs = 100;
/** An engine that has nothing to call for so long waits for something; less than the shortest pause of a case. */
const quietMs = 700;
const executionName = 'execution-1';

export interface Referee {
  readonly endpoint: string;
  readonly client: SFNClient;
  readonly tasks: ScriptedTasks;
  readonly roleArn: string;
  /** What every task invokes. */
  readonly functionName: string;
}

/** @returns each difference in words; none when the engine did all that the case wants */
export async function runCase(referee: Referee, aslCase: AslCase, machineName: string): Promise<readonly string[]> {
  let engine: WorkflowEngine | undefined;
  const scripted = referee.tasks.script(aslCase, async (token, output) => engine?.wake(token, output));
  const definition = scripted.definition(referee.functionName);
  const machine = await referee.client
    .send(new CreateStateMachineCommand({ name: machineName, definition, roleArn: referee.roleArn }))
    .catch((error: Error) => error);
  if (machine instanceof Error) return [`it refuses the definition: ${machine.message}`];
  engine = createStepFunctionsEngine({
    client: connect(services.workflow, { endpoint: referee.endpoint }),
    stateMachineArns: { session: machine.stateMachineArn ?? '' },
  });
  const startedAt = Date.now();
  await engine.start('session', executionName, aslCase.input ?? {});
  const differences = await letHappen(aslCase, scripted, { engine, startedAt });
  return [...differences, ...(await compareEnd(aslCase, scripted, engine))];
}

async function letHappen(
  { happenings = [] }: AslCase,
  scripted: ScriptedCase,
  { engine, startedAt }: { readonly engine: WorkflowEngine; readonly startedAt: number },
): Promise<readonly string[]> {
  const differences: string[] = [];
  let elapsedMs = 0;
  for (const happening of happenings) {
    if ('wake' in happening) {
      const isQuiet = () => Date.now() - (scripted.quietSince() ?? Date.now()) >= quietMs;
      await within(lateMs, () => scripted.tokens.length >= happening.token && isQuiet());
      const answer = await engine.wake(scripted.tokens[happening.token - 1] ?? 'no such token', happening.wake);
      if (answer !== happening.answer) differences.push(`token ${happening.token} is ${answer}`);
      continue;
    }
    elapsedMs += happening.afterSeconds * 1000;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedAt + elapsedMs - Date.now())));
    const { calls } = happening;
    if (calls === undefined) continue;
    const early = scripted.calls.filter(({ at }) => at < startedAt + elapsedMs - lookEveryMs).length;
    if (early > calls) differences.push(`${early} calls before ${elapsedMs / 1000} s`);
    if (!(await within(lateMs, () => scripted.calls.length >= calls)))
      differences.push(`${scripted.calls.length} calls after ${elapsedMs / 1000} s`);
  }
  return differences;
}

async function compareEnd(
  { status, error, cause, calls }: AslCase,
  scripted: ScriptedCase,
  engine: WorkflowEngine,
): Promise<readonly string[]> {
  let end: ExecutionDescription | undefined;
  const reachesStatus = async () => {
    end = await engine.describe('session', executionName);
    return end?.status === status || (end !== undefined && end.status !== 'running');
  };
  await within(lateMs, reachesStatus);
  const differences: string[] = [];
  if (end?.status !== status) differences.push(`it is ${end?.status} ${end?.error ?? ''}: ${end?.cause ?? ''}`);
  else if (error !== undefined && end?.error !== error) differences.push(`its error is ${end?.error}`);
  else if (cause !== undefined && end?.cause !== cause) differences.push(`its cause is ${end?.cause}`);
  const seen = scripted.calls.map(({ at: _at, ...call }) => call);
  if (calls !== undefined && !isDeepStrictEqual(seen, calls)) differences.push(`it calls ${JSON.stringify(seen)}`);
  return differences;
}

async function within(ms: number, holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return true;
}
