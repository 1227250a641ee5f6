import { hiddenRuns, type Source, spelledOut } from '../../../lib/artifacts/index.ts';
import { Plain } from '../text/plain.tsx';
import { counted } from '../words/numbers.ts';

const shownAtOnce = 3;
const longestQuote = 2_000;
/** About three lines on a phone; who doubts opens the rest. */
const quoteAtOnce = 140;

interface SourceListProps {
  readonly sources: readonly Source[];
  readonly addressOf?: ((id: string) => string | undefined) | undefined;
}

/** Where the work says it comes from, with the words it quotes. */
export function SourceList({ sources, addressOf }: SourceListProps) {
  if (sources.length === 0) return <p class="quiet">It names no source.</p>;
  const rest = sources.slice(shownAtOnce);
  return (
    <>
      <ul>{sources.slice(0, shownAtOnce).map((source) => oneSource(source, addressOf))}</ul>
      {rest.length > 0 && (
        <details class="more">
          <summary>{counted(rest.length, 'more source')}</summary>
          <ul>{rest.map((source) => oneSource(source, addressOf))}</ul>
        </details>
      )}
    </>
  );
}

const oneSource = (source: Source, addressOf: SourceListProps['addressOf']) => (
  <li key={JSON.stringify(source)}>
    <Where source={source} addressOf={addressOf} />
    {source.quote !== undefined && (
      <blockquote class="quote">
        <Quote text={source.quote} />
      </blockquote>
    )}
  </li>
);

/** Its beginning, and the rest when one asks for it. */
function Quote({ text }: { readonly text: string }) {
  if (text.length <= quoteAtOnce * 2) return <Plain text={text} />;
  const gap = text.slice(0, quoteAtOnce).search(/\s\S*$/);
  const cut = gap <= 0 ? quoteAtOnce : gap;
  return (
    <>
      <Plain text={text.slice(0, cut).toWellFormed()} />
      <details class="rest">
        <summary>the rest of the quote</summary>
        <Plain text={text.slice(cut, longestQuote).toWellFormed()} />
        {text.length > longestQuote && '…'}
      </details>
    </>
  );
}

function Where({ source, addressOf }: { readonly source: Source; readonly addressOf: SourceListProps['addressOf'] }) {
  const id = source.blockId ?? source.documentId;
  const inside = id === undefined ? undefined : addressOf?.(id);
  const fallback = source.documentId === undefined ? 'A block of the knowledge base' : 'A document';
  const title = <Plain text={source.title ?? (source.url === undefined ? fallback : source.url)} />;
  if (inside !== undefined) return <a href={inside}>{title}</a>;
  const outside = safeAddress(source.url);
  if (outside === undefined) return <span>{title}</span>;
  return (
    <>
      <a href={outside.href} rel="nofollow noopener noreferrer" target="_blank">
        {title}
      </a>{' '}
      <span class="leads-to">({outside.host})</span>
    </>
  );
}

/** An address that may be followed: https or http, nothing hidden in it. */
function safeAddress(address: string | undefined): URL | undefined {
  const url = URL.parse(address ?? '');
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  return hiddenRuns(address ?? '').some((run) => run.kind === 'hidden')
    ? (URL.parse(encodeURI(spelledOut(url.href))) ?? undefined)
    : url;
}
