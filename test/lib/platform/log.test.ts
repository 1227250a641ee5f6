import type { Json } from '../../../lib/platform/index.ts';
import { createLog } from '../../../lib/platform/log.ts';
import { createManualClock } from '../../support/manual-clock.ts';

function logLine(event: string, fields?: Readonly<Record<string, Json>>): string {
  const lines: string[] = [];
  createLog(createManualClock(), (line) => lines.push(line)).info(event, fields);
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

describe('createLog', () => {
  it('writes one JSON line with level, time and event', () => {
    const lines: string[] = [];
    const log = createLog(createManualClock(), (line) => lines.push(line));

    log.info('session.started', { sessionId: 'ses_1' });
    log.error('session.failed', { text: 'line one\nline two\u2028' });

    expect(lines.map((line) => line.indexOf('\n'))).toEqual(lines.map((line) => line.length - 1));
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'info', time: '2026-01-01T00:00:00.000Z', event: 'session.started', sessionId: 'ses_1' },
      { level: 'error', time: '2026-01-01T00:00:00.000Z', event: 'session.failed', text: 'line one\nline two\u2028' },
    ]);
  });

  it.each([
    'token',
    'taskToken',
    'Authorization',
    'set-cookie',
    'clientSecret',
    'password',
    'email',
    'mail_address',
    'apiKey',
    'x-api-key',
    'recipient',
  ])('I9: takes out what stands under the name %s, at any depth', (name) => {
    const line = logLine('x', { [name]: 'hidden-1', nested: { list: [{ [name]: { value: 'hidden-2' } }] } });

    expect(line).not.toContain('hidden');
    expect(JSON.parse(line)).toMatchObject({ [name]: '[redacted]', nested: { list: [{ [name]: '[redacted]' }] } });
  });

  it.each([
    ['a mail address', 'could not reach rita.reviewer+tag@example.com today', 'could not reach [redacted] today'],
    ['a bearer header', 'sent Bearer abc.def-ghi to it', 'sent [redacted] to it'],
    ['a JSON web token', 'got eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl', 'got [redacted]'],
    ['a key of the model', 'key sk-ant-api03-AAAA_bb refused', 'key [redacted] refused'],
  ])('takes %s out of any text', (_, text, expected) => {
    expect(JSON.parse(logLine('x', { detail: text }))).toMatchObject({ detail: expected });
  });

  it('keeps counts whose name only looks secret', () => {
    expect(JSON.parse(logLine('x', { inputTokens: 12, hasCookie: true, mailId: 'mai_1' }))).toMatchObject({
      inputTokens: 12,
      hasCookie: true,
      mailId: 'mai_1',
    });
  });

  it('bounds texts, lists and depth, and is not slowed by hostile text', () => {
    let deep: Json = 'bottom';
    for (let level = 0; level < 1_000; level += 1) deep = { deep };

    const line = logLine('x', { long: 'a@'.repeat(500_000), list: Array.from({ length: 1_000 }, () => 1), deep });

    expect(line.length).toBeLessThan(20_000);
    expect(line).not.toContain('bottom');
  });
});
