/** What nobody means to send: kept as data, and run through every entry (T8). */
const nested = (depth: number, open: string, close: string): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

/** Bodies that are no JSON that anybody could mean: refused by every route that reads one. */
export const badBodies: Readonly<Record<string, Buffer>> = {
  'no JSON': utf8('{'),
  'only spaces': utf8('   \n'),
  null: utf8('null'),
  'a number': utf8('42'),
  'a text': utf8('"text"'),
  'an array for an object': utf8('[]'),
  'an array of objects': utf8('[{}]'),
  'the same name twice': utf8('{"name":"a","name":"b"}'),
  'the same name twice, written differently': utf8('{"name":"a","n\\u0061me":"b"}'),
  __proto__: utf8('{"__proto__":{"role":"owner"}}'),
  'constructor.prototype': utf8('{"constructor":{"prototype":{"role":"owner"}}}'),
  'a depth of 1,000': utf8(nested(1_000, '{"a":', '}')),
  '100,000 brackets': utf8(nested(100_000, '[', ']')),
  'bytes that are no UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  'an overlong slash': Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]),
  'UTF-16': Buffer.from('{"name":"a"}', 'utf16le'),
  'a byte order mark': utf8('\ufeff{"name":"a"}'),
  'half a character': utf8('{"name":"\\ud800"}'),
  NaN: utf8('{"name":NaN}'),
  Infinity: utf8('{"name":-Infinity}'),
  '1e400': utf8('{"name":1e400}'),
  'minus zero': utf8('{"name":-0}'),
  '2^53+1': utf8('{"name":9007199254740993}'),
  'a comment': utf8('{/* name */"name":"a"}'),
  'single quotes': utf8("{'name':'a'}"),
  'a trailing comma': utf8('{"name":"a",}'),
  'two documents': utf8('{"name":"a"}{"name":"b"}'),
  'a million members': utf8(`{${Array.from({ length: 50_000 }, (_, at) => `"m${at}":1`).join(',')}}`),
  XML: utf8('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
};

/** In the place of an id, as it stands in an address. */
export const badIds: readonly string[] = [
  ...[
    'x',
    'null',
    'undefined',
    '0',
    '-1',
    '%20',
    '%00',
    '..%2F..%2Fetc%2Fpasswd',
    '..',
    '%2e%2e',
    '*',
    '%25',
    '%252e%252e',
  ],
  ...['blk_', 'wsp_01ARZ3NDEKTSV4RRFFQ69G5FA', 'wsp_01ARZ3NDEKTSV4RRFFQ69G5FAVV', 'wsp_7ZZZZZZZZZZZZZZZZZZZZZZZZZ'],
  ...[
    'blk_01ARZ3NDEKTSV4RRFFQ69G5FAv',
    'art_01ARZ3NDEKTSV4RRFFQ69G5FAU%0a',
    'prj_01ARZ3NDEKTSV4RRFFQ69G5FI0',
    '%F0%9F%98%80',
  ],
  ...[
    "'%20OR%201=1--",
    '%7B%22$gt%22:%22%22%7D',
    'W%23wsp',
    'ses%23',
    '%0d%0aSet-Cookie:%20a=b',
    '%u0041',
    '%C0%AF',
    '%ff',
  ],
  ...['__proto__', 'constructor', 'toString', 'x'.repeat(10_000)],
];

/** In the place of a cursor. */
export const badCursors: readonly string[] = [
  ...['0', 'null', '%00', 'e30', 'e30.e30', 'eyJhbGciOiJub25lIn0.e30.', 'x'.repeat(2_000), 'x'.repeat(2_001)],
  ...['..%2F..', '%7B%22pk%22:%22W%23other%22%7D', 'W%23wsp_1%23ses', '7ZZZZZZZZZZZZZZZZZZZZZZZZZ', '%F0%9F%98%80'],
];

/** In the place of a page size. */
export const badLimits: readonly string[] = [
  '0',
  '-1',
  '101',
  '1e9',
  '1.5',
  'NaN',
  'ten',
  '',
  '99999999999999999999',
  '1&limit=2',
];

/** In the place of anything that people write. Taken or refused: what is taken comes back as it was sent. */
export const badTexts: Readonly<Record<string, string>> = {
  'a right-to-left override': 'txt.\u202Eexe',
  'zero-width characters': 'a\u200bb\u200c\u200d\ufeff',
  'a stack of marks': `Z${'\u0300\u0301\u0302'.repeat(200)}algo`,
  'invisible tags': '\u{e0041}\u{e0042}',
  'a domain in other letters': 'https://b\u0430nk.example',
  'a family': '👩‍👩‍👧‍👦 🇪🇺 1️⃣',
  'one very long line': 'x'.repeat(1_000_000),
  'a bomb for patterns': `${'a'.repeat(5_000)}!`,
  'more of them': `${'(x+x+)+y '.repeat(500)}`,
  'a formula': '=HYPERLINK("http://evil.example","x")',
  'other formulas': '+1-1@SUM(A1)',
  SQL: "'; DROP TABLE work; --",
  'an operator of a database': '{"$ne": null}',
  'a key of ours': 'W#wsp_01ARZ3NDEKTSV4RRFFQ69G5FAV#ses#ses_1',
  'an expression of a workflow': '{% $states.input.token %}',
  'an intrinsic of a workflow': "States.Format('{}', $.x) $$.Task.Token",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for others to fall for.
  'a template': '{{7*7}} ${7*7} <%= 7*7 %> #{7*7}',
  'an escape sequence of terminals': '\u001b[2J\u001b]0;title\u0007',
  'a line of a log': 'x\n{"level":"info","event":"forged"}',
  'other line breaks': 'a\r\nb\u2028c\u2029d\u0085e',
  'a null byte': 'a\u0000b',
  'all control characters': Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join(''),
  'half a character': 'a\ud800b',
  'a noncharacter': '\uffff\ufdd0',
  'only spaces': ' \t\n\u00a0\u3000',
  nothing: '',
  'a path': '../../../etc/passwd',
  'a name of everything': '__proto__',
  'a mail header': 'a@b.example\r\nBcc: everybody@c.example',
  'ten thousand quotes': `${'> '.repeat(10_000)}x`,
  'an open fence': '```\n'.repeat(500),
};

/** Header fields that hold what they should not. */
export const badHeaders: readonly (readonly [name: string, value: string])[] = [
  ['idempotency-key', 'a b'],
  ['idempotency-key', 'ä'],
  ['idempotency-key', 'k'.repeat(256)],
  ['if-match', 'x'.repeat(5_000)],
  ['if-none-match', '*'],
  ['if-none-match', `${'"a", '.repeat(1_000)}"b"`],
  ['content-encoding', 'gzip'],
  ['content-type', 'text/html'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['authorization', 'Basic b3duZXI6eA=='],
  ['authorization', `Bearer ${'x'.repeat(20_000)}`],
  ['authorization', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJvd25lciJ9.'],
  ['x-forwarded-for', '127.0.0.1, evil'],
  ['x-forwarded-host', 'evil.example'],
  ['x-http-method-override', 'DELETE'],
  ['x-original-url', '/v1/workspaces'],
  ['accept', 'text/html;q=0.1, */*'],
  ['accept-language', `${'x-'.repeat(1_000)}y`],
  ['range', 'bytes=0-0'],
  ['cookie', `session=${'x'.repeat(8_000)}`],
  ['expect', 'nothing'],
];
