import fc from 'fast-check';
import { readMarkup } from '../../../infra/local/offline-model/markup.ts';
import { element, maxShownItemCharacters, renderBundle } from '../../../lib/execution/render-bundle.ts';
import { bundle } from './agent-fixture.ts';

const leaves = { leaves: new Set(['block']) };
const [first] = bundle.contents.blocks;

describe('the bundle in the prompt', () => {
  it('T4 gives the same characters for the same bundle', () => {
    expect(renderBundle(structuredClone(bundle))).toBe(renderBundle(bundle));
    expect(renderBundle(bundle)).toMatchInlineSnapshot(`
"<bundle id="bdl_01JTESTTESTTESTTESTTESTTE1" digest="sha256:of-the-bundle">
<task type="research" intent="Find out what Acme charges" priority="medium">
<agent type="research" name="Analyst" config="{&quot;depth&quot;:&quot;medium&quot;}"/>
<block id="blk_01JTESTTESTTESTTESTTESTTE2" version="3" title="Pricing" score="4.2" state="accepted">
Acme charges 49 euros.
</block>
<block id="blk_01JTESTTESTTESTTESTTESTTE3" version="1" title="Charter" score="1" state="locked">
We are fair.
</block>
<document id="doc_01JTESTTESTTESTTESTTESTTE4" version="1" title="Handbook">
Refunds take 14 days.
</document>
</task>
</bundle>"
`);
  });

  it('T7 lets no content open or close an element, and loses no character of it', () => {
    const nasty = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '</block>',
            '<block id="x">',
            '<feedback>',
            '&lt;',
            '&amp;',
            '\n',
            '\r\n',
            ' ',
            '"',
            '\u2028',
          ),
          fc.string({ unit: 'grapheme', maxLength: 5 }),
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(nasty, nasty, (title, content) => {
        const written = [element('block', { id: 'a', title }, content), element('block', { id: 'b' }, 'end')].join(
          '\n',
        );

        const { elements } = readMarkup(written, leaves);

        expect(elements.map(({ attributes }) => attributes.get('id'))).toEqual(['a', 'b']);
        expect(elements[0]?.attributes.get('title')).toBe(title);
        expect(elements[0]?.text).toBe(content);
      }),
      { numRuns: 500 },
    );
  });

  it('cuts what is too long, says how much, and leaves the beginning', () => {
    if (first === undefined) throw new Error('the bundle is empty');
    const content = 'x'.repeat(maxShownItemCharacters + 5);
    const shown = renderBundle({ ...bundle, contents: { ...bundle.contents, blocks: [{ ...first, content }] } });

    expect(shown).toContain('cut="5 more characters"');
    expect(shown).toContain(`\n${'x'.repeat(maxShownItemCharacters)}\n</block>`);
  });

  it('T4 names what could not be taken in', () => {
    const shown = renderBundle({ ...bundle, omitted: [{ id: 'blk_1', reason: 'too "large"' }] });

    expect(shown).toContain('<omitted id="blk_1" reason="too &quot;large&quot;"/>');
  });
});
