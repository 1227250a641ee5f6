import { createStepFunctionsEngine } from '../../../../lib/platform/aws/step-functions-engine.ts';
import { services } from '../../../../lib/platform/aws/wire/endpoint.ts';
import type { WorkflowEngine } from '../../../../lib/platform/index.ts';
import { jsonError, type ScriptedService, startScriptedService } from '../../../support/scripted-service.ts';

const stateMachineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:sessions';
const executionArn = 'arn:aws:states:eu-central-1:000000000000:execution:sessions:ses_1-1';

let service: ScriptedService;
let engine: WorkflowEngine;
beforeAll(async () => {
  service = await startScriptedService();
  const client = service.client(services.workflow);
  engine = createStepFunctionsEngine({ client, stateMachineArns: { session: stateMachineArn } });
});
afterAll(() => service.close());

const answer = (body: object) => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});
const asked = () => service.requests.map(({ body }) => JSON.parse(body));

describe('createStepFunctionsEngine', () => {
  it('starts an execution by name with its input as JSON', async () => {
    service.answer(answer({ executionArn, startDate: 1 }));

    await engine.start('session', 'ses_1-1', { sessionId: 'ses_1' });

    expect(asked()).toEqual([{ stateMachineArn, name: 'ses_1-1', input: '{"sessionId":"ses_1"}' }]);
  });

  it('takes an execution that exists already for started', async () => {
    service.answer(jsonError(400, 'ExecutionAlreadyExists'));

    await expect(engine.start('session', 'ses_1-1', {})).resolves.toBeUndefined();
  });

  it('wakes with the token and the output as JSON', async () => {
    service.answer(answer({}));

    expect(await engine.wake('the token', { outcome: 'approved' })).toBe('woken');
    expect(asked()).toEqual([{ taskToken: 'the token', output: '{"outcome":"approved"}' }]);
  });

  it.each(['TaskTimedOut', 'InvalidToken', 'TaskDoesNotExist'])('answers gone for %s', async (name) => {
    service.answer(jsonError(400, name));

    expect(await engine.wake('the token', {})).toBe('gone');
  });

  it.each([
    [400, 'ThrottlingException'],
    [500, 'InternalServerError'],
  ])('says unavailable for %i %s, so that the bell is rung again', async (status, name) => {
    service.answer(jsonError(status, name));

    await expect(engine.wake('the token', {})).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('says internal for a missing right, and does not repeat the token', async () => {
    service.answer(jsonError(400, 'AccessDeniedException'));

    const refusal = engine.wake('the token', {});

    await expect(refusal).rejects.toMatchObject({ code: 'internal' });
    await expect(refusal).rejects.not.toThrow('the token');
  });

  it('stops an execution with as much of the cause as may be kept', async () => {
    service.answer(answer({ stopDate: 1 }));

    await engine.stop('session', 'ses_1-1', 'x'.repeat(40_000));

    expect(asked()).toEqual([{ executionArn, cause: 'x'.repeat(32_768) }]);
  });

  it('lets a refused stop pass only when the execution is not running', async () => {
    const described = (status: string) => answer({ executionArn, stateMachineArn, status, startDate: 1 });

    service.answer(jsonError(400, 'ValidationException'), described('SUCCEEDED'));
    await expect(engine.stop('session', 'ses_1-1', 'late')).resolves.toBeUndefined();
    service.answer(jsonError(400, 'ValidationException'), described('RUNNING'));
    await expect(engine.stop('session', 'ses_1-1', 'now')).rejects.toMatchObject({ code: 'internal' });
  });

  it.each([
    ['RUNNING', 'running'],
    ['PENDING_REDRIVE', 'running'],
    ['SUCCEEDED', 'succeeded'],
    ['FAILED', 'failed'],
    ['TIMED_OUT', 'timed_out'],
    ['ABORTED', 'aborted'],
  ])('describes %s as %s', async (status, expected) => {
    service.answer(answer({ executionArn, stateMachineArn, status, startDate: 1, error: 'E', cause: 'c' }));

    expect(await engine.describe('session', 'ses_1-1')).toEqual({ status: expected, error: 'E', cause: 'c' });
  });

  it('does not guess what an unknown status means', async () => {
    service.answer(answer({ executionArn, stateMachineArn, status: 'DREAMING', startDate: 1 }));

    await expect(engine.describe('session', 'ses_1-1')).rejects.toMatchObject({ code: 'internal' });
  });

  it('knows nothing of an execution that does not exist', async () => {
    service.answer(jsonError(400, 'ExecutionDoesNotExist'));

    expect(await engine.describe('session', 'ses_1-1')).toBeUndefined();
  });
});
