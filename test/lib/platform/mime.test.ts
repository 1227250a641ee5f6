import * as fc from 'fast-check';
import { renderMime } from '../../../lib/platform/mime.ts';
import { sampleMail } from '../../contract/mailer-contract.ts';

const origin = { sender: 'Countersign <no-reply@mail.example.org>', date: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)) };

const render = async (...mail: Parameters<typeof sampleMail>): Promise<string> =>
  Buffer.from(await renderMime(sampleMail(...mail), origin)).toString('utf8');

/** Header names and unfolded values, in order; the last of the blank-line-terminated block. */
function headersOf(message: string): readonly (readonly [string, string])[] {
  const block = message.slice(0, message.indexOf('\r\n\r\n'));
  return block
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const);
}

const header = (message: string, name: string): string | undefined =>
  headersOf(message).find(([found]) => found === name)?.[1];

const ownHeaders = [
  'Auto-Submitted',
  'Content-Type',
  'Date',
  'From',
  'MIME-Version',
  'Message-ID',
  'Precedence',
  'Subject',
  'To',
  'X-Auto-Response-Suppress',
  'X-Entity-Ref-ID',
];
const namesOf = (message: string): readonly string[] =>
  headersOf(message)
    .map(([name]) => name.replace('Mime-Version', 'MIME-Version').replace('Message-Id', 'Message-ID'))
    .toSorted();

describe('renderMime', () => {
  it('is pure: the same mail, sender and date give the same bytes', async () => {
    expect(await render('mai_1')).toBe(await render('mai_1'));
    expect(header(await render('mai_1'), 'Message-ID')).not.toBe(header(await render('mai_2'), 'Message-ID'));
  });

  it('N1: carries the headers that mail of a machine should have', async () => {
    const message = await render('mai_1');

    expect(header(message, 'From')).toBe('Countersign <no-reply@mail.example.org>');
    expect(header(message, 'To')).toBe('Rita Reviewer <mai_1@example.com>');
    expect(header(message, 'Subject')).toBe('A checkpoint waits for you');
    expect(header(message, 'Date')).toBe('Fri, 02 Jan 2026 03:04:05 +0000');
    expect(header(message, 'Message-ID')).toMatch(/^<[0-9a-f]{32}@mail\.example\.org>$/);
    expect(header(message, 'Auto-Submitted')).toBe('auto-generated');
    expect(header(message, 'Precedence')).toBe('bulk');
    expect(header(message, 'X-Auto-Response-Suppress')).toBe('All');
    expect(namesOf(message)).toEqual(ownHeaders);
  });

  it('holds a plain and an HTML alternative, in that order, with links unbroken', async () => {
    const link = `https://example.com/a/${'t'.repeat(120)}`;
    const message = await render('mai_1', { text: `Open ${link}`, html: `<a href="${link}">Open</a>` });

    expect(header(message, 'Content-Type')).toMatch(/^multipart\/alternative; boundary="[^"]+"$/);
    expect(message.indexOf('Content-Type: text/plain; charset=utf-8')).toBeGreaterThan(0);
    expect(message.indexOf('text/html; charset=utf-8')).toBeGreaterThan(message.indexOf('text/plain'));
    expect(message.replaceAll('=\r\n', '').split(link)).toHaveLength(3);
  });

  it('adds the headers it is given', async () => {
    const message = await render('mai_1', { headers: { 'List-Unsubscribe': '<https://example.com/u>' } });

    expect(header(message, 'List-Unsubscribe')).toBe('<https://example.com/u>');
  });

  it.each([
    ['quotes', 'Rita "R" Reviewer', '"Rita \\"R\\" Reviewer" <mai_1@example.com>'],
    ['another address', 'boss@example.com', '"boss@example.com" <mai_1@example.com>'],
    ['a line break', 'Rita\r\nBcc: x@example.com', '"Rita Bcc: x@example.com" <mai_1@example.com>'],
    ['a separator', 'Reviewer, Rita', '"Reviewer, Rita" <mai_1@example.com>'],
    ['letters beyond ASCII', 'Ünal', '=?UTF-8?Q?=C3=9Cnal?= <mai_1@example.com>'],
    ['a reversal of direction', 'Rita\u202Emoc', 'Rita moc <mai_1@example.com>'],
    ['nothing', '', 'mai_1@example.com'],
  ])('keeps a name with %s within its field', async (_, name, expected) => {
    const message = await render('mai_1', { to: { name, address: 'mai_1@example.com' } });

    expect(header(message, 'To')).toBe(expected);
    expect(namesOf(message)).toEqual(ownHeaders);
  });

  it('leaves an encoded line break in an address as the characters they are', async () => {
    const message = await render('mai_1', { to: { name: '', address: 'a%0d%0abcc@example.com' } });

    expect(header(message, 'To')).toBe('a%0d%0abcc@example.com');
  });

  it('never lets any text open a header of its own', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: hostileUnit, maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(text, text, text, text, async (id, name, subject, value) => {
        const to = { name, address: 'a@example.com' };
        const message = await render(id, { to, subject: `S${subject}`, headers: { 'X-Note': value } });
        const block = message.slice(0, message.indexOf('\r\n\r\n'));

        expect(namesOf(message).filter((found) => found !== 'X-Note')).toEqual(ownHeaders);
        expect(block).toMatch(/^[\t\r\n\x20-\x7e]*$/);
        expect(block.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        expect(Math.max(...block.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

const hostileUnit = fc.constantFrom(
  '\r\n',
  '\n',
  '\r',
  '\0',
  '\u2028',
  '\u0085',
  '"',
  '<',
  '>',
  '@',
  ':',
  ',',
  ';',
  ' ',
  'Bcc',
  'ä',
  '\ud800',
  '🌍',
  '=?UTF-8?Q?=0A?=',
);
