import { readForm } from '../../../functions/middleware/read-form.ts';

const formType = { 'content-type': 'application/x-www-form-urlencoded' };
const form = (body: string, more: object = {}) => ({ body, headers: formType, isBase64Encoded: false, ...more });
const code = (value: string) => expect.objectContaining({ code: value });

describe('a posted form', () => {
  it('is read as text and as base64', () => {
    const encoded = Buffer.from('feedback=kurz+%26+gut').toString('base64');
    expect(readForm(form('feedback=kurz+%26+gut')).get('feedback')).toBe('kurz & gut');
    expect(readForm(form(encoded, { isBase64Encoded: true })).get('feedback')).toBe('kurz & gut');
  });

  it('may be empty, whatever its type', () => {
    expect(readForm({ headers: {}, isBase64Encoded: false }).size).toBe(0);
  });

  it('is refused beyond 1 MiB, before it is parsed', () => {
    expect(() => readForm(form('x'.repeat(1024 * 1024 + 1)))).toThrow(code('too_large'));
  });

  it.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])('is refused as %j', (type) => {
    expect(() => readForm(form('a=b', { headers: { 'content-type': type } }))).toThrow(code('unsupported_media_type'));
  });

  it('is refused with more fields than any form of ours has', () => {
    expect(() => readForm(form('a=b&'.repeat(2_001)))).toThrow(code('malformed_request'));
  });
});
