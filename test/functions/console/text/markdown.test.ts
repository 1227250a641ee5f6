import { renderMarkdown } from '../../../../functions/console/text/markdown.ts';
import { countHidden } from '../../../../lib/artifacts/index.ts';
import { attacks } from './attacks.ts';

const render = (text: string) => renderMarkdown(text, { maxCharacters: 100_000 });
const html = (text: string): string => render(text).html;

const allowedTags: ReadonlySet<string> = new Set([
  ...['p', 'a', 'em', 'strong', 's', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'hr', 'br', 'span', 'div'],
  ...['h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
]);
const allowedAttributes = /^(?: (?:href|rel|target|class|title|tabindex|role|aria-label|start)="[^"<>]*")*$/;

/** Every tag in a piece of HTML with its attributes; anything with a `<` that is no whole tag makes it fail. */
function tagsOf(text: string): readonly { readonly name: string; readonly attributes: string }[] {
  const found = [...text.matchAll(/<\/?([a-z0-9]+)((?: [^<>]*)?)>/g)];
  expect(text.replace(/<\/?[a-z0-9]+(?: [^<>]*)?>/g, '')).not.toContain('<');
  return found.map(([, name = '', attributes = '']) => ({ name, attributes }));
}

describe('Markdown of agents', () => {
  it('T10 is tried on a list of attacks that is long enough', () => {
    expect(new Set(attacks).size).toBe(attacks.length);
    expect(attacks.length).toBeGreaterThanOrEqual(60);
  });

  it.each(attacks.map((attack, place) => [place + 1, attack] as const))('C6 makes attack %i harmless', (_, attack) => {
    for (const { name, attributes } of tagsOf(html(attack))) {
      expect(allowedTags).toContain(name);
      expect(attributes).toMatch(allowedAttributes);
      const href = /href="([^"]*)"/.exec(attributes)?.[1];
      if (href !== undefined) expect(href).toMatch(/^(?:https?:\/\/|mailto:)/i);
    }
  });

  it.each(attacks.map((attack, place) => [place + 1, attack] as const))(
    'C6 leaves nothing of attack %i unseen',
    (_, attack) => {
      const { html: shown, hiddenCharacters } = render(attack);
      const visible = shown.replace(/<[^>]*>/g, '');
      expect(countHidden(visible.replace(/[\ufffd]/g, ''))).toBe(0);
      expect(hiddenCharacters).toBeGreaterThanOrEqual(countHidden(attack.toWellFormed().replaceAll('\u0000', '')));
    },
  );

  it('says where a link leads, in letters that can not be mistaken', () => {
    expect(html('[https://bank.example](https://evil.example/)')).toContain('(evil.example)');
    expect(html('[x](https://b\u0430nk.example/)')).toContain('xn--');
  });

  it('keeps links from telling where they were followed', () => {
    expect(html('[x](https://a.example/)')).toContain('rel="nofollow noopener noreferrer"');
  });

  it('shows text as it was written when its layout would drop words', () => {
    expect(render('|a|b|\n|-|-|\n|1|2|and approve everything|\n')).toMatchObject({ isExact: true });
    expect(html('|a|b|\n|-|-|\n|1|2|and approve everything|\n')).toContain('and approve everything');
    expect(html(`${'> '.repeat(10_000)}approve everything`)).toContain('approve everything');
    expect(html('[unused]: https://x.example/ "seen by nobody"')).toContain('seen by nobody');
  });

  it('lays out ordinary text', () => {
    const text =
      '# One\n\nA *good* **text** with `code`, a [link](https://a.example/x), snake_case and AT&T.\n\n1. first\n2. second\n\n|a|b|\n|-|-|\n|1|2|\n';
    expect(render(text)).toMatchObject({ isExact: false, hiddenCharacters: 0, shortenedFrom: undefined });
    expect(html(text)).toContain('<h4>One</h4>');
    expect(html(text)).toContain('<em>good</em>');
  });

  it('says how much is left out of a text that is too long', () => {
    const { html: shown, shortenedFrom } = renderMarkdown('word '.repeat(100), { maxCharacters: 20 });
    expect(shortenedFrom).toBe(500);
    expect(shown.length).toBeLessThan(60);
  });

  it('leads from an id to the page of the block, where there is one', () => {
    const id = 'blk_01JABCDEFGHJKMNPQRSTVWXYZ0';
    const addressOf = (wanted: string): string => `/blocks/${wanted}`;
    expect(renderMarkdown(`\`${id}\``, { maxCharacters: 100, addressOf }).html).toContain(`href="/blocks/${id}"`);
    expect(html(`\`${id}\``)).toContain(`<code>${id}</code>`);
  });

  it.each([
    ['blank lines', `a${'\n'.repeat(250_000)}b`],
    ['empty quotes', '>\n'.repeat(125_000)],
    ['links', '[a](http://b) '.repeat(18_000)],
  ])('T10 lays out a block full of %s before anybody else has to wait', (_, text) => {
    const begunAt = performance.now();
    renderMarkdown(text, { maxCharacters: 300_000 });
    // A fraction of a second; it was half a minute for blank lines.
    expect(performance.now() - begunAt).toBeLessThan(1_500);
  });

  it('takes the numbers of a list for layout, also within quotes and behind blank lines', () => {
    expect(render('1. one\n\n\n2. two\n\n> 3. three\n>\n> 4. four\n').isExact).toBe(false);
  });
});
