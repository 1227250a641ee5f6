import { renderMarkdown } from '../text/markdown.ts';
import { counted, grouped } from '../words/numbers.ts';

interface MarkdownViewProps {
  readonly text: string;
  readonly maxCharacters: number;
  readonly addressOf?: ((id: string) => string | undefined) | undefined;
  /** Where all of it is shown, when it is cut. */
  readonly wholeAt?: string | undefined;
}

/** Text that nobody has vouched for, laid out as a reader would read it, with what is hidden or cut said beside it. */
export function MarkdownView({ text, maxCharacters, addressOf, wholeAt }: MarkdownViewProps) {
  const { html, hiddenCharacters, shortenedFrom, isExact } = renderMarkdown(text, {
    maxCharacters,
    ...(addressOf === undefined ? {} : { addressOf }),
  });
  return (
    <>
      {hiddenCharacters > 0 && <HiddenNotice count={hiddenCharacters} />}
      {isExact && (
        <p class="notice notice-attention small">
          Laid out, some words of this text would not be seen. It is shown exactly as it was written.
        </p>
      )}
      {/* renderMarkdown escapes everything but its own tags; nothing else in the pages is set as HTML. */}
      <div class="prose" dangerouslySetInnerHTML={{ __html: html }} />
      {shortenedFrom !== undefined && (
        <p class="notice notice-attention small">
          Only the first {grouped(maxCharacters)} of {grouped(shortenedFrom)} characters are shown.
          {wholeAt !== undefined && (
            <>
              {' '}
              <a href={wholeAt}>Show all of it</a>
            </>
          )}
        </p>
      )}
    </>
  );
}

export const HiddenNotice = ({ count }: { readonly count: number }) => (
  <p class="notice notice-bad small">
    This text holds {counted(count, 'hidden character')} that a reader would not see. Each is shown as a badge like{' '}
    <span class="hidden-character">U+200B</span>.
  </p>
);
