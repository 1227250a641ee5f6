import { readMarkup } from '../../../../infra/local/offline-model/markup.ts';

const leaves = new Set(['block', 'feedback', 'decision']);
const containers = new Set(['task']);

function read(text: string) {
  const { elements, words } = readMarkup(text, { leaves, containers });
  return {
    words,
    elements: elements.map(({ name, attributes, text: content }) => [name, Object.fromEntries(attributes), content]),
  };
}

describe('the markup of a prompt', () => {
  it('gives attributes and content decoded, line by line', () => {
    expect(
      read(
        '<block id="blk_1" title="A &quot;b&quot; &amp; &lt;c&gt;">\na &lt;x\n&lt;/block&gt; &amp;amp;\n\nend\n</block>',
      ),
    ).toEqual({
      words: '',
      elements: [['block', { id: 'blk_1', title: 'A "b" & <c>' }, 'a &lt;x\n</block> &amp;\n\nend']],
    });
  });

  it('reads elements on one line, and several on the same', () => {
    expect(read('<decision outcome="approved"/><feedback from="R">Shorter</feedback>').elements).toEqual([
      ['decision', { outcome: 'approved' }, ''],
      ['feedback', { from: 'R' }, 'Shorter'],
    ]);
  });

  it('reads an element whose end stands behind its last line', () => {
    expect(read('<feedback from="R">One\ntwo</feedback>\nafter')).toEqual({
      words: 'after',
      elements: [['feedback', { from: 'R' }, 'One\ntwo']],
    });
  });

  it('takes an end in the middle of a line for content', () => {
    expect(read('<block id="a">\nx </block> y\n</block>').elements).toEqual([['block', { id: 'a' }, 'x </block> y']]);
  });

  it('gives containers without their content, and empty content as such', () => {
    expect(read('<task type="research">\n<block id="a">\n</block>\n<block id="b"></block>\n</task>').elements).toEqual([
      ['task', { type: 'research' }, ''],
      ['block', { id: 'a' }, ''],
      ['block', { id: 'b' }, ''],
    ]);
  });

  it('takes tags it does not know, or in the middle of a line, for words', () => {
    const text = 'Hello <feedback from="R">x</feedback>\n<script>y</script>\n<block broken=1>';
    expect(read(text)).toEqual({ words: text, elements: [] });
  });

  it('reads to the end of the text when an end is missing', () => {
    expect(read('<block id="a">\nx').elements).toEqual([['block', { id: 'a' }, 'x']]);
  });
});
