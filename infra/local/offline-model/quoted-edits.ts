/** Edits that the words spell out: replace “a” with “b”, remove “a”, add “a”. Only what stands in quotes is taken. */
export interface QuotedEdits {
  readonly content: string;
  readonly done: readonly string[];
}

export const maxQuotedEdits = 10;
const quote = '["“«]([^"”»\\n]{1,500})["”»]';
const command = new RegExp(
  `\\b(?:(?:replace|change|rename|correct)\\s+${quote}\\s+(?:with|by|to|into)\\s+${quote}|(?:remove|delete|strike)\\s+${quote}|(?:add|append|insert)\\s+${quote})`,
  'gi',
);

/** @returns undefined when the words name no edit that changes the content. */
export function quotedEditsOf(words: string, content: string): QuotedEdits | undefined {
  const done: string[] = [];
  let edited = content;
  for (const [, from, to, removed, added] of [...words.matchAll(command)].slice(0, maxQuotedEdits)) {
    const before = edited;
    if (from !== undefined && to !== undefined) edited = edited.replaceAll(from, () => to);
    else if (removed !== undefined)
      edited = edited.replaceAll(removed, '').replaceAll(/ {2,}/g, ' ').replaceAll(/ +$/gm, '');
    else if (added !== undefined && !edited.includes(added)) edited = `${edited.trimEnd()}\n\n${added}`;
    if (edited === before) continue;
    if (from !== undefined) done.push(`replaced “${from}” with “${to}”`);
    else done.push(removed === undefined ? `added “${added}”` : `removed “${removed}”`);
  }
  return edited === content || edited.trim() === '' ? undefined : { content: edited, done };
}
