/**
 * The bundle as the model reads it: data in elements whose tags stand at the start of a line. A line of content that would begin like
 * a tag is escaped, so that no content can open or close an element.
 */
import type { Bundle } from '../staging/index.ts';

/** Longer items are shown up to here; `read_bundle_item` gives the rest. */
export const maxShownItemCharacters = 24_000;
/** All items together; the later, which are the less relevant, are then shown by title alone. */
export const maxShownCharacters = 600_000;

const escapeAll = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** A value within double quotes. */
export const escapeAttribute = (text: string): string =>
  escapeAll(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
/** Content of an element, on lines of its own. */
export const escapeLines = (text: string): string => text.replaceAll(/^[<&].*$/gm, escapeAll);

type Attributes = Readonly<Record<string, string | number | undefined>>;

export function openingTag(name: string, attributes: Attributes, isClosed = false): string {
  const written = Object.entries(attributes).flatMap(([attribute, value]) =>
    value === undefined ? [] : [` ${attribute}="${escapeAttribute(String(value))}"`],
  );
  return `<${name}${written.join('')}${isClosed ? '/' : ''}>`;
}

/** The whole element, its content on lines of its own. */
export const element = (name: string, attributes: Attributes, content: string): string =>
  `${openingTag(name, attributes)}\n${escapeLines(content)}\n</${name}>`;

/** The stable part of the prompt: the same bundle gives the same characters. */
export function renderBundle(bundle: Bundle): string {
  const { contents, agentConfig, agentName, agentType } = bundle;
  const shorten = budgetOf(maxShownCharacters);
  const blocks = contents.blocks.map(({ id, version, state, title, score, content }) => {
    const shown = shorten(content);
    return element('block', { id, version, title, score, state, cut: shown.cut }, shown.text);
  });
  const documents = contents.documents.map(({ id, version, title, content, blockIds }) => {
    const shown = shorten(content);
    return element(
      'document',
      { id, version, title, cites: blockIds.join(' ') || undefined, cut: shown.cut },
      shown.text,
    );
  });
  const assets = contents.assets.map(({ id, type, fileName, contentType, content }) => {
    const attributes = { id, type, name: fileName, contentType };
    if (content === undefined) return openingTag('asset', attributes, true);
    const shown = shorten(content);
    return element('asset', { ...attributes, cut: shown.cut }, shown.text);
  });
  const omitted = bundle.omitted.map(({ id, reason }) => openingTag('omitted', { id, reason }, true));
  const config = JSON.stringify(agentConfig);
  return [
    openingTag('bundle', { id: bundle.id, digest: bundle.digest }),
    openingTag('task', { type: bundle.taskType, intent: bundle.task, priority: bundle.priority }),
    openingTag('agent', { type: agentType, name: agentName, config }, true),
    ...blocks,
    ...documents,
    ...assets,
    ...omitted,
    '</task>',
    '</bundle>',
  ].join('\n');
}

/** Shortens item by item until the budget of characters is used up. `cut` = how many characters are not shown. */
function budgetOf(maxCharacters: number) {
  let left = maxCharacters;
  return (content: string): { readonly text: string; readonly cut: string | undefined } => {
    const length = Math.min(content.length, maxShownItemCharacters, left);
    left -= length;
    return length === content.length
      ? { text: content, cut: undefined }
      : { text: content.slice(0, length).toWellFormed(), cut: `${content.length - length} more characters` };
  };
}
