import v8 from 'node:v8';
import vm from 'node:vm';
import { keptByText } from '../../../../infra/local/offline-model/kept-by-text.ts';

v8.setFlagsFromString('--expose-gc');
const collectGarbage: () => void = vm.runInNewContext('gc');
const heapMegabytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

const bundles = 100;
/** A line that is cut out of a text of a megabyte, a new one each time. */
function lineOf(number: number): string {
  const text = `${String(number).padStart(20, 'the line of bundle ')} ${'x'.repeat(1024 * 1024)}`;
  // Looking into it makes one flat text of its parts, as a parsed one is.
  text.indexOf('not there');
  return text.slice(0, 20);
}

describe('answers that are kept by text', () => {
  it('are worked out once for texts that say the same', () => {
    const asked: string[] = [];
    const lengthOf = keptByText((text) => asked.push(text) && text.length);
    expect([lengthOf('one'), lengthOf('three'), lengthOf('one')]).toEqual([3, 5, 3]);
    expect(asked).toEqual(['one', 'three']);
  });

  it.each([1, 2])('hold a line and not the bundle that it is cut out of, found %i times', (times) => {
    const answerTo = keptByText((text) => text.length);
    const before = heapMegabytes();
    for (let time = 0; time < times; time += 1)
      for (let number = 0; number < bundles; number += 1) expect(answerTo(lineOf(number))).toBe(20);
    expect(heapMegabytes() - before).toBeLessThan(bundles / 10);
    expect(answerTo(lineOf(0))).toBe(20);
  });
});
