import { picoUsdOf, usdOf } from '../../../lib/execution/money.ts';
import { costOf, listPrices, PriceTable } from '../../../lib/execution/prices.ts';

const tokens = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
const million = 1_000_000;

describe('money', () => {
  it.each([
    ['0', '0.000000'],
    ['0.000000000001', '0.000000000001'],
    ['1.5', '1.500000'],
    ['999999999999.999999999999', '999999999999.999999999999'],
  ])('%s dollars are shown as %s', (given, shown) => {
    expect(usdOf(picoUsdOf(given))).toBe(shown);
  });

  it.each(['', '-1', '1e3', '1,5', '.5', '0.0000000000001'])('refuses %p as an amount', (text) => {
    expect(() => picoUsdOf(text)).toThrow(RangeError);
  });

  it('adds cents that floating point would lose', () => {
    const sum = Array.from({ length: 10 }).reduce<bigint>((total) => total + picoUsdOf('0.1'), 0n);
    expect(usdOf(sum)).toBe('1.000000');
  });
});

describe('the cost of a call', () => {
  it('counts each kind of token at its own price', () => {
    const usage = {
      inputTokens: million,
      outputTokens: million,
      cacheReadTokens: million,
      cacheWriteTokens: million,
    };
    expect(usdOf(costOf('claude-sonnet-5-5', usage))).toBe('14.700000');
  });

  it('takes the price of long prompts from the stated length on', () => {
    expect(usdOf(costOf('claude-haiku-5-5', { ...tokens, inputTokens: 100_000 }))).toBe('0.010000');
    expect(usdOf(costOf('claude-haiku-5-5', { ...tokens, inputTokens: 100_001 }))).toBe('0.0500005');
  });

  it.each([
    'claude-opus-5-5',
    'claude-opus-5-5-20260922',
    'global.anthropic.claude-opus-5-5',
    'anthropic.claude-opus-5-5-v1:0',
  ])('knows %s by its family', (id) => {
    expect(usdOf(costOf(id, { ...tokens, outputTokens: million }))).toBe('20.000000');
  });

  it('counts the searches of the web that the service made', () => {
    expect(usdOf(costOf('claude-haiku-5-5', { ...tokens, inputTokens: 0, webSearches: 3 }))).toBe('0.030000');
  });

  it('I11 takes a Claude model that it does not know for an expensive one', () => {
    expect(usdOf(costOf('claude-next-9', { ...tokens, outputTokens: million }))).toBe('50.000000');
  });

  it.each(['offline-extractive-1', 'llama-4', 'constructor'])('%s costs nothing', (id) => {
    expect(costOf(id, { ...tokens, outputTokens: million })).toBe(0n);
  });

  it('follows the stage’s own table where it has one', () => {
    const table = PriceTable.parse({ 'llama-4': { input: '0', output: '1', cacheWrite: '0', cacheRead: '0' } });
    expect(usdOf(costOf('llama-4', { ...tokens, outputTokens: million }, table))).toBe('1.000000');
    expect(PriceTable.parse(listPrices)).toEqual(listPrices);
  });
});
