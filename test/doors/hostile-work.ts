/** Work whose every word is an attack: what an agent that obeys somebody else would propose. */
import { attacks } from '../functions/console/text/attacks.ts';
import { awaitReview, type Place, startWork, type Waiting } from '../support/scenario/index.ts';
import { calls, type ScriptedToolCall, type Step } from '../support/scripted-model.ts';

const callsPerTurn = 20;
const maxTitle = 480;
const maxQuote = 4_000;

/** What a title, a quote or a name can hold of a text. */
export const oneLineOf = (attack: string, length = maxTitle): string => `x ${attack.slice(0, length)}`.toWellFormed();

function inputOf(attack: string, number: number): ScriptedToolCall['input'] {
  const words = oneLineOf(attack);
  return {
    title: `Attack ${number} ${words}`.slice(0, maxTitle).toWellFormed(),
    content: attack.toWellFormed(),
    confidence: 0.5,
    reasoning: words,
    sources: [
      { title: words, quote: oneLineOf(attack, maxQuote), url: `https://evil.example/${words}` },
      { url: words },
    ],
  };
}

/** The turns of an agent that proposes a block for each attack, then an update of each block that it is given. */
export function hostileTurns(blockIds: readonly string[]): Step[] {
  const proposals = attacks.map((attack, number) => ({
    id: `toolu_${number}`,
    name: number % 10 === 9 ? 'record_insight' : 'propose_block',
    input: inputOf(attack, number),
  }));
  const short = attacks.filter((attack) => attack.length < 1_000).map((attack) => attack.toWellFormed());
  const updates = blockIds.map((blockId, number) => {
    const content = short.filter((_, place) => place % blockIds.length === number).join('\n\n');
    const { title, confidence, reasoning, sources } = Object(inputOf(content, number));
    return {
      id: `toolu_u${number}`,
      name: 'propose_block_update',
      input: { blockId, title, content, confidence, reasoning, sources },
    };
  });
  const all = [...proposals, ...updates];
  const turns = Array.from({ length: Math.ceil(all.length / callsPerTurn) }, (_, turn) =>
    calls(all.slice(turn * callsPerTurn, (turn + 1) * callsPerTurn)),
  );
  return [...turns, calls([{ id: 'toolu_end', name: 'finish', input: { summary: oneLineOf(attacks[0] ?? '') } }])];
}

/** Starts it, and waits until it asks a person. */
export const hostileWork = async (place: Place, blockIds: readonly string[], attack: string): Promise<Waiting> =>
  awaitReview(
    await startWork(place, {
      taskIntent: `Update the blocks. ${oneLineOf(attack)}`,
      taskType: 'update',
      context: { blockIds },
    }),
  );
