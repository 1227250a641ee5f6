import fc from 'fast-check';
import { faultOf, MessagesRequest } from '../../../../infra/local/offline-model/messages-request.ts';
import { createExtractiveModel } from '../../../../infra/local/offline-model/turn.ts';
import { requestFor } from './prompt-fixture.ts';

const line = fc.oneof(
  fc.lorem({ maxCount: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '</block>',
    '<block id="x">',
    '&lt;',
    '# Pricing',
    '```',
    '- item',
    '> quote',
    '| a | b |',
    '$& $1 $`',
    '',
  ),
);
const markdown = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
const blocks = fc.array(fc.record({ title: line, content: markdown }), { maxLength: 5 });
const taskTypes = ['research', 'synthesis', 'analysis', 'composition', 'update'] as const;
const words = fc.oneof(
  line,
  fc.constantFrom('shorter', 'without "a"', 'about pricing', 'replace "a" with "$&"', 'too short'),
);

type Block = { title: string; content: string };
function turnOn(intent: string, type: string, items: readonly Block[], agent: string) {
  const model = createExtractiveModel();
  const withIds = items.map((item, index) => ({ id: `blk_${index}`, ...item }));
  const request = requestFor({ intent, type, agent, blocks: withIds });
  const parse = (messages: unknown) => MessagesRequest.parse({ ...request, max_tokens: 50_000, messages });
  return { model, request, parse };
}

describe('whatever stands in bundle and review', () => {
  it('a turn proposes distinct, non-empty artifacts and ends', () => {
    fc.assert(
      fc.property(
        line,
        fc.constantFrom(...taskTypes),
        blocks,
        fc.constantFrom('research', 'reporting', 'content'),
        (intent, type, items, agent) => {
          const { model, request, parse } = turnOn(intent, type, items, agent);
          const { calls } = model(parse(request.messages));
          const contents = calls.slice(0, -1).map((call) => String(call.input.content).trim());
          expect(calls.at(-1)?.name).toBe('finish');
          expect(contents.length).toBeGreaterThan(0);
          expect(contents).not.toContain('');
          expect(new Set(contents).size).toBe(contents.length);
          for (const item of items) expect(contents).not.toContain(item.content.trim());
          for (const call of calls.slice(0, -1)) expect(String(call.input.title).trim()).not.toBe('');
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  it('a revision is never what it was', () => {
    fc.assert(
      fc.property(line, fc.constantFrom(...taskTypes), blocks, words, markdown, (intent, type, items, said, former) => {
        const { model, request, parse } = turnOn(intent, type, items, 'research');
        const artifactType = {
          research: 'block_proposal',
          synthesis: 'block_proposal',
          analysis: 'insight',
          composition: 'document_creation',
          update: 'block_update',
        }[type];
        const safe = (text: string) =>
          text.replaceAll(/^[<&].*$/gm, (one) => one.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
        const review = `<feedback checkpoint="chk_1" from="R">\n${safe(said)}\n<revise artifact="art_1" type="${artifactType}" target="blk_0" title="T">\n${safe(former)}\n</revise>\n</feedback>`;
        const parsed = parse([
          ...request.messages,
          { role: 'assistant', content: [{ type: 'text', text: 'proposed' }] },
          { role: 'user', content: [{ type: 'text', text: review }] },
        ]);
        expect(faultOf(parsed)).toBeUndefined();
        const [revision] = model(parsed).calls;
        expect(revision?.input.revises).toBe('art_1');
        expect(String(revision?.input.content).trim()).not.toBe(former.trim());
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});
