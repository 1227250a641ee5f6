import { problemsOfLog } from './log-scan.ts';

const line = (event: string, fields: object = {}): string =>
  `/aws/group: ${JSON.stringify({ level: 'info', time: '2026-01-01T00:00:00.000Z', event, ...fields })}`;
const work = { workspaceId: 'wsp_1', sessionId: 'ses_1', execution: 1 };

const taskToken = { what: 'a task token', text: 'AQCoAAAAKgAAAAMAAAAAAAAA' };

describe('the scan of logs', () => {
  it.each([
    ['a bearer token', 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'],
    ['a key of the Messages API', 'sk-ant-api03-abcdef'],
    ['an approval link', 'GET /a/kZ3v0l7Jt9mQ2x5w8y1B4c6D7e9F0gH2iJ4kL6mN8oP'],
    ['a mail address', 'to rosa@countersign.example'],
    ['a nonce', 'nonce=abcdefghijklmnopqrstuvwx'],
    ['a known task token', 'token AQCoAAAAKgAAAAMAAAAAAAAA of ses_1'],
  ])('I13 finds %s', (_, text) => {
    expect(problemsOfLog([text], [taskToken])).toHaveLength(1);
  });

  it.each([
    ['a request without its id', line('http.request', { route: 'GET /health', status: 200 }), 'no requestId'],
    [
      'a request about a session without the session',
      line('http.request', { requestId: 'req_1', principalId: 'rosa', route: 'GET /v1/x/{sessionId}', status: 200 }),
      'no sessionId',
    ],
    ['a task without its execution', line('task.failed', { ...work, execution: undefined }), 'no execution'],
  ])('finds %s', (_, text, problem) => {
    expect(problemsOfLog([text]).join()).toContain(problem);
  });

  it.each([
    ['what Lambda itself says', 'START RequestId: 6f1c2a Version: $LATEST'],
    ['a done task', line('task.done', { ...work, outcome: 'finished' })],
    [
      'somebody who is sent to the sign-in',
      line('http.request', { requestId: 'req_1', route: 'GET /w/{workspaceId}', status: 303 }),
    ],
    [
      'a stranger, of whose words nothing is believed',
      line('http.request', { requestId: 'req_1', route: 'GET /v1/{sessionId}', status: 404 }),
    ],
  ])('passes %s', (_, text) => {
    expect(problemsOfLog([text], [taskToken])).toEqual([]);
  });
});
