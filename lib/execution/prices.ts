/** What a model's tokens cost. Configuration: a stage may bring its own table. */
import * as z from 'zod';
import type { ModelAnswer } from '../platform/index.ts';
import { type PicoUsd, picoUsdOf } from './money.ts';

const UsdPerMillion = z.string().regex(/^\d{1,6}(\.\d{1,6})?$/);
const Price = z.strictObject({
  input: UsdPerMillion,
  output: UsdPerMillion,
  cacheWrite: UsdPerMillion,
  cacheRead: UsdPerMillion,
});
/** USD per million tokens; a prompt of more than `longFrom` tokens costs what `long` says. */
export const ModelPrice = Price.extend({
  long: Price.extend({ longFrom: z.int().positive() }).optional(),
});
export type ModelPrice = z.infer<typeof ModelPrice>;
export const PriceTable = z.record(z.string().min(1), ModelPrice);
export type PriceTable = z.infer<typeof PriceTable>;

const price = (input: string, output: string, cacheWrite: string, cacheRead: string) => ({
  input,
  output,
  cacheWrite,
  cacheRead,
});

/** List prices of November 2026; cache writes are those of the five-minute cache. */
export const listPrices: PriceTable = {
  'claude-fable-5-2': price('8', '40', '10', '0.8'),
  'claude-fable-5-1': price('10', '50', '12.5', '0.25'),
  'claude-opus-5-5': price('4', '20', '5', '0.4'),
  'claude-opus-5': price('5', '25', '6.25', '0.5'),
  'claude-sonnet-5-5': price('2', '10', '2.5', '0.2'),
  'claude-haiku-5-5': {
    ...price('0.10', '0.50', '0.125', '0.01'),
    long: { ...price('0.50', '2.50', '0.625', '0.05'), longFrom: 100_000 },
  },
};
/** A Claude model that the table does not know costs this, so that a budget ends work too early rather than too late (I11). */
const unknownClaude = price('10', '50', '12.5', '1');
const free = price('0', '0', '0', '0');

type Tokens = Extract<ModelAnswer, { outcome: 'answered' }>['usage'];

/** List price of one search of the web: $10 per 1,000. */
const webSearchUsd = '0.01';
const tokensPerUnit = 1_000_000n;

/** What one call cost, exactly. Models that are not Claude and not in the table (offline, self-hosted) cost nothing. */
export function costOf(modelId: string, tokens: Tokens, table: PriceTable = listPrices): PicoUsd {
  const known = priceOf(modelId, table);
  const promptTokens = tokens.inputTokens + tokens.cacheReadTokens + tokens.cacheWriteTokens;
  const rate = known.long !== undefined && promptTokens > known.long.longFrom ? known.long : known;
  const part = (count: number, usdPerMillion: string): PicoUsd =>
    (BigInt(count) * picoUsdOf(usdPerMillion)) / tokensPerUnit;
  return (
    part(tokens.inputTokens, rate.input) +
    part(tokens.outputTokens, rate.output) +
    part(tokens.cacheWriteTokens, rate.cacheWrite) +
    part(tokens.cacheReadTokens, rate.cacheRead) +
    BigInt(tokens.webSearches ?? 0) * picoUsdOf(webSearchUsd)
  );
}

/** By the exact id, else by the id without the route (`global.anthropic.`) and the date that some ids carry. */
function priceOf(modelId: string, table: PriceTable): ModelPrice {
  const plain = modelId.replace(/^(?:[a-z-]+\.)?anthropic\./, '').replace(/(?:-\d{8})?(?:-v\d+(?::\d+)?)?$/, '');
  const known = [modelId, plain].find((id) => Object.hasOwn(table, id));
  if (known !== undefined) return table[known] ?? unknownClaude;
  return plain.startsWith('claude') ? unknownClaude : free;
}
