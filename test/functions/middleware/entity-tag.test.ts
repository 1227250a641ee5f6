import { entityTagOf, isHeld, requireMatch } from '../../../functions/middleware/entity-tag.ts';

const current = { name: 'Acme' };
const tag = entityTagOf(current);

describe('an entity tag', () => {
  it('is the same for the same representation, and another for another', () => {
    expect(entityTagOf({ name: 'Acme' })).toBe(tag);
    expect(entityTagOf({ name: 'Acme!' })).not.toBe(tag);
    expect(tag).toMatch(/^"[\w-]+"$/);
  });

  it.each([[tag], [`W/${tag}`], [`"other", ${tag}`], ['*']])('is held with If-None-Match: %s', (header) => {
    expect(isHeld(header, () => tag)).toBe(true);
  });

  it.each([[undefined], ['"other"'], [''], [tag.slice(1, -1)]])('is not held with If-None-Match: %s', (header) => {
    expect(isHeld(header, () => tag)).toBe(false);
  });

  it.each([[undefined], [tag], [`"other", ${tag}`], ['*']])('lets a change pass with If-Match: %s', (header) => {
    expect(() => requireMatch(header, current)).not.toThrow();
  });

  it.each([['"other"'], [`W/${tag}`], ['']])('stops a change with If-Match: %s', (header) => {
    expect(() => requireMatch(header, current)).toThrow(expect.objectContaining({ code: 'precondition_failed' }));
  });

  it('stops the creation of what If-Match says is there', () => {
    expect(() => requireMatch('*', undefined)).toThrow(expect.objectContaining({ code: 'precondition_failed' }));
  });
});
