import * as z from 'zod';
import { frozen, rowReader } from '../../../lib/platform/read-row.ts';

const schema = z.object({ sk: z.string(), list: z.array(z.int()) });

describe('a reader of rows', () => {
  it('makes one value of one frozen row, which nobody can change', () => {
    const read = rowReader(schema);
    const row = frozen({ pk: 'W#1', sk: 'row', list: [1] });
    const value = read(row);
    expect(value).toEqual({ sk: 'row', list: [1] });
    expect(read(row)).toBe(value);
    expect(() => value.list.push(2)).toThrow(TypeError);
  });

  it('reads a row anew that could have changed, and refuses what does not fit every time', () => {
    const read = rowReader(schema);
    const row = { pk: 'W#1', sk: 'row', list: [1] };
    read(row);
    row.list = [2];
    expect(read(row).list).toEqual([2]);
    const wrong = frozen({ pk: 'W#1', sk: 'row', list: ['one'] });
    expect(() => read(wrong)).toThrow(z.ZodError);
    expect(() => read(wrong)).toThrow(z.ZodError);
  });
});
