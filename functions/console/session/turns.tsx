import * as z from 'zod';
import type { Turn } from '../../../lib/sessions/index.ts';
import { Plain } from '../text/plain.tsx';
import { counted, grouped, moneyOf } from '../words/numbers.ts';
import { Time } from '../words/times.tsx';

const longestText = 2_000;

/** What a page shows of a block of the conversation; anything else is named by its type. */
const TextBlock = z.looseObject({ type: z.literal('text'), text: z.string() });
const ToolBlock = z.looseObject({ type: z.literal('tool_use'), name: z.string() });
const Block = z.looseObject({ type: z.string() });

const toolWords: Readonly<Record<string, string>> = {
  propose_block: 'proposed a new block',
  propose_block_update: 'proposed a change to a block',
  create_document: 'proposed a document',
  record_insight: 'noted an insight',
  deliver_file: 'made a file',
  request_checkpoint: 'asked for a decision',
  read_bundle_item: 'read something again',
  finish: 'said it was done',
};

/** What the agent did, turn by turn, with what each took. */
export function Turns({ turns, now }: { readonly turns: readonly Turn[]; readonly now: number }) {
  if (turns.length === 0) return null;
  return (
    <details class="more">
      <summary>{counted(turns.length, 'turn')} of the agent</summary>
      <ul class="list">
        {turns.map((turn) => (
          <li key={turn.number}>
            <div class="row-head">
              <strong>Turn {turn.number}</strong>
              <span class="quiet small">
                <Time at={turn.startedAt} now={now} />
              </span>
            </div>
            <p class="row-text">The agent {doneIn(turn)}.</p>
            {textsOf(turn).map((text) => (
              <p key={text} class="quote">
                <Plain text={text.length > longestText ? `${text.slice(0, longestText)}…` : text} />
              </p>
            ))}
            <ul class="facts">
              <li>{grouped(turn.usage.inputTokens + turn.usage.cacheReadTokens)} tokens read</li>
              <li>{grouped(turn.usage.outputTokens)} written</li>
              <li>{moneyOf(turn.usage.costUsd)}</li>
              <li>{(turn.durationMs / 1000).toFixed(1)} s</li>
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}

function doneIn(turn: Turn): string {
  const counts = new Map<string, number>();
  for (const block of turn.output) {
    const tool = ToolBlock.safeParse(block);
    if (!tool.success) continue;
    const words = toolWords[tool.data.name] ?? 'used a tool';
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const said = [...counts].map(([words, count]) => (count === 1 ? words : `${words} (${count} times)`));
  const other = turn.output.some((block) => Block.safeParse(block).data?.type === 'text') ? 'wrote' : 'thought';
  return said.length === 0 ? other : said.join(', ');
}

const textsOf = (turn: Turn): readonly string[] =>
  turn.output.flatMap((block) => {
    const text = TextBlock.safeParse(block);
    return text.success && text.data.text.trim() !== '' ? [text.data.text] : [];
  });
