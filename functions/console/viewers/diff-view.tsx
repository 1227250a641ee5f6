import { countHidden } from '../../../lib/artifacts/index.ts';
import { Plain } from '../text/plain.tsx';
import { type DiffPart, shortenedPassage, wordDiff } from '../text/word-diff.ts';
import { counted } from '../words/numbers.ts';
import { HiddenNotice } from './markdown-view.tsx';

interface DiffProps {
  readonly before: string;
  readonly after: string;
  /** Of how many works the page shows the differences. */
  readonly among?: number;
}
/** What turns one text into the other, word by word; what is new is underlined, what goes is struck through. */
export function DiffView({ before, after, among }: DiffProps) {
  if (before === after) return <p class="quiet">Nothing in the text changes.</p>;
  const { exactness, parts } = wordDiff(before, after, among);
  const hidden = countHidden(after);
  return (
    <>
      {hidden > 0 && <HiddenNotice count={hidden} />}
      {exactness === 'whole' && (
        <p class="quiet small">Too much is different to compare it word by word: the old text, then the new one.</p>
      )}
      <div class="diff">
        {parts.map((part, place) => (
          <Part key={place} part={part} />
        ))}
      </div>
    </>
  );
}

function Part({ part: { kind, text } }: { readonly part: DiffPart }) {
  switch (kind) {
    case 'added':
      return (
        <ins>
          <span class="visually-hidden">[new: </span>
          <Plain text={text} />
          <span class="visually-hidden">]</span>
        </ins>
      );
    case 'removed':
      return (
        <del>
          <span class="visually-hidden">[gone: </span>
          <Plain text={text} />
          <span class="visually-hidden">]</span>
        </del>
      );
    case 'same':
      return <Passage text={text} />;
  }
}

function Passage({ text }: { readonly text: string }) {
  const { start, omitted, end } = shortenedPassage(text);
  if (omitted === '') return <Plain text={start} />;
  return (
    <>
      <Plain text={start} />
      <details>
        <summary>{counted(omitted.length, 'unchanged character')}</summary>
        <span>
          <Plain text={omitted} />
        </span>
      </details>
      <Plain text={end} />
    </>
  );
}
