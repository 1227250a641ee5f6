import { maxContentBytes, splitFile } from '../../../../lib/substrate/index.ts';

const titlesOf = (text: string, path = 'guide.md'): readonly string[] =>
  splitFile(path, text).sections.map(({ title }) => title);
const contentsOf = (text: string): readonly string[] =>
  splitFile('guide.md', text).sections.map(({ content }) => content);

describe('splitting a file at its headings', () => {
  it.each<[string, string, readonly string[]]>([
    ['headings of # and of underlines', '# One\n\na\n\nTwo\n---\n\nb', ['One', 'One › Two']],
    [
      'the path of the headings above',
      '# A\n\na\n\n## B\n\nb\n\n### C\n\nc\n\n## D\n\nd',
      ['A', 'A › B', 'A › B › C', 'A › D'],
    ],
    ['a level that is left out', '# A\n\na\n\n### C\n\nc\n\n## B\n\nb', ['A', 'A › C', 'A › B']],
    ['text before the first heading, by the file', 'Intro\n\n# A\n\na', ['guide', 'A']],
    ['no heading at all', 'Only text', ['guide']],
    ['a heading inside a fence as text', '# A\n\n```sh\n# no heading\n```\n\n~~~\n## nor this\n~~~', ['A']],
    ['a heading in indented code as text', '# A\n\n    # no heading', ['A']],
    ['a heading in a quote or a list as part of it', '# A\n\n> # quoted\n\n- # listed', ['A']],
    ['a # within raw HTML as text', '# A\n\n<pre>\n# no heading\n</pre>', ['A']],
    ['markup in headings as its text', '# The `npm` **way** [out](x)\n\na', ['The npm way out']],
    ['trailing hashes', '## A ##\n\na', ['A']],
    ['a heading without text', '#\n\na', ['Untitled']],
    ['a heading that only holds others in their paths', '# A\n\n## B\n\nb', ['A › B']],
    ['a last heading without text as an empty section', '# A\n\na\n\n## B', ['A', 'A › B']],
    ['unicode', '# Größe 漢字 🎉\n\nä', ['Größe 漢字 🎉']],
    ['# without a space as text', '# A\n\n#tag', ['A']],
    ['an empty file as nothing', '', []],
    ['blank lines as nothing', '\n \n\t\n', []],
  ])('takes %s', (_, text, titles) => {
    expect(titlesOf(text)).toEqual(titles);
  });

  it('leaves the heading line to the title and keeps code and tables whole', () => {
    const code = '```js\nconst a = 1;\n\n# b\n```';
    const table = '| a | b |\n|---|---|\n| # | 2 |';
    expect(contentsOf(`# A\n\n${code}\n\n## B\n\n${table}\n`)).toEqual([code, table]);
  });

  it('reads every kind of line end, and a byte order mark as nothing', () => {
    const expected = splitFile('guide.md', '# A\n\na\n\n## B\n\nb\n');
    expect(splitFile('guide.md', '\uFEFF# A\r\n\r\na\r\n\r\n## B\r\n\r\nb\r\n')).toEqual(expected);
    expect(splitFile('guide.md', '# A\r\ra\r\r## B\r\rb\r')).toEqual(expected);
  });

  it('tells sections of the same heading apart by their order, and keeps keys when others come and go', () => {
    const keys = (text: string) => splitFile('guide.md', text).sections.map(({ key }) => key);
    const twice = keys('# A\n\n## N\n\nx\n\n## N\n\ny');
    expect(new Set(twice).size).toBe(2);
    expect(keys('# A\n\nnew\n\n## M\n\nm\n\n## N\n\nchanged\n\n## N\n\ny')).toEqual(expect.arrayContaining(twice));
  });
});

describe('front matter', () => {
  it('gives title and type, and is no section', () => {
    const file = splitFile('a.md', '---\ntitle: The Guide\ntype: decision\ntags: [x]\n---\n\nIntro\n\n# A\n\na');
    expect(file).toMatchObject({ title: 'The Guide', type: 'decision', remarks: [] });
    expect(file.sections.map(({ title }) => title)).toEqual(['The Guide', 'A']);
  });

  it.each([
    ['nothing but front matter', '---\ntitle: T\n---\n', 0],
    ['an empty one', '---\n---\n\ntext', 1],
    ['words between two rules', '---\njust words\n---\n\ntext', 1],
    ['one that is never closed', '---\ntitle: T\n\n# A\n\na', 2],
  ])('takes %s without a remark', (_, text, sections) => {
    const file = splitFile('a.md', text);
    expect([file.sections.length, file.remarks]).toEqual([sections, []]);
  });

  it.each([
    ['broken', '---\ntitle: [oops\n---\n# A\n\na'],
    ['with aliases without end', `---\na: &a [x]\nb: [${'*a, '.repeat(200)}]\n---\n# A\n\na`],
  ])('is text, and remarked on, when it is %s', (_, text) => {
    const file = splitFile('notes/a.md', text);
    expect(file.remarks).toHaveLength(1);
    expect(file.sections.map(({ title }) => title)).toEqual(['a', 'A']);
    expect(file.sections[0]?.content).toContain('---');
  });

  it('is text when it is too long to be one, and nobody waits for it', () => {
    const begunAt = performance.now();
    const { title, sections, remarks } = splitFile('a.md', `---\n${'!a '.repeat(60_000)}\n\n---\n\n# A\n\na`);
    expect(performance.now() - begunAt).toBeLessThan(1_500);
    expect({ title, remarks }).toEqual({ title: 'a', remarks: [] });
    expect(sections[0]?.content).toContain('!a !a');
  });

  it('is ignored where its members are something else', () => {
    expect(splitFile('a.md', '---\ntitle: 7\ntype: Not A Type\n---\ntext')).toMatchObject({
      title: 'a',
      type: undefined,
    });
  });
});

describe('a section that is too large for a block', () => {
  const sizes = (text: string) => splitFile('a.md', text).sections.map(({ content }) => Buffer.byteLength(content));

  it('is cut where paragraphs begin, into numbered parts that hold every word', () => {
    const paragraphs = Array.from({ length: 500 }, (_, n) => `${n} ${'word '.repeat(200)}`.trim());
    const { sections } = splitFile('a.md', `# A\n\n${paragraphs.join('\n\n')}`);
    expect(sections.map(({ title }) => title)).toEqual(['A (part 1)', 'A (part 2)']);
    expect(
      sections.flatMap(({ content }) =>
        content
          .split('\n\n')
          .map((part) => part.trim())
          .filter(Boolean),
      ),
    ).toEqual(paragraphs);
  });

  it('keeps a fence whole that fits into a block', () => {
    const fence = `\`\`\`\n${'code\n\n'.repeat(20_000)}\`\`\``;
    const { sections } = splitFile('a.md', `# A\n\n${'x '.repeat(100_000)}\n\n${fence}`);
    expect(sections.map(({ content }) => content.trim()).at(-1)).toBe(fence);
  });

  it('takes in a fence of very many short lines beside other text', () => {
    const fence = `\`\`\`\n${'\n'.repeat(250_000)}\`\`\``;
    const { sections } = splitFile('a.md', `# A\n\n${'x '.repeat(50_000)}\n\n${fence}`);
    expect(sections.map(({ content }) => content.trim()).at(-1)).toBe(fence);
  });

  it('finds the headings after quotes that stand in one another deeper than anybody reads', () => {
    const deep = `${'> '.repeat(60)}deep`;
    const { sections } = splitFile('a.md', `# A\n\n${deep}\n\n# B\n\ntext`);
    expect(sections.map(({ content }) => content.trim())).toEqual([expect.stringContaining(deep), 'text']);
  });

  it.each([
    ['one line', 'é'.repeat(400_000)],
    ['lines without a paragraph', `${'line of text\n'.repeat(60_000)}`],
    ['a fence', `\`\`\`\n${'x\n'.repeat(300_000)}\`\`\``],
    ['characters of four bytes', '🎉'.repeat(150_000)],
  ])('is cut to size when it is %s', (_, text) => {
    const all = sizes(`# A\n\n${text}`);
    expect(all.length).toBeGreaterThan(1);
    expect(Math.max(...all)).toBeLessThanOrEqual(maxContentBytes);
    const { sections } = splitFile('a.md', `# A\n\n${text}`);
    expect(sections.every(({ content }) => content.isWellFormed())).toBe(true);
    expect(
      sections
        .map(({ content }) => content)
        .join('')
        .replaceAll('\n', ''),
    ).toBe(text.replaceAll('\n', ''));
  });

  it('takes a title of any length', () => {
    const [section] = splitFile('a.md', `# ${'🎉'.repeat(2_000)}\n\na`).sections;
    expect(section?.title.length).toBeLessThanOrEqual(500);
    expect(section?.title.isWellFormed()).toBe(true);
  });
});
