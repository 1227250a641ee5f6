/**
 * Cuts a text into pieces of at most `maxBytes` of UTF-8: where a paragraph begins, else between lines, else between characters.
 * @param starts gives the lines of the text where something begins that should stay whole
 */
export function cutText(
  lines: readonly string[],
  starts: () => readonly number[],
  maxBytes: number,
): readonly string[] {
  const whole = lines.join('\n');
  if (Buffer.byteLength(whole) <= maxBytes) return [whole];
  const pieces: string[] = [];
  let piece: string[] = [];
  let bytes = 0;
  const finish = (): void => {
    if (piece.length > 0) pieces.push(piece.join('\n'));
    piece = [];
    bytes = 0;
  };
  const add = (added: readonly string[]): void => {
    const size = sizeOf(added);
    if (bytes + size > maxBytes) finish();
    // One by one: as arguments of one call, the many short lines of a large chunk would not fit on the stack.
    for (const line of added) piece.push(line);
    bytes += size;
  };
  for (const chunk of chunksOf(lines, starts())) {
    if (sizeOf(chunk) <= maxBytes) add(chunk);
    else for (const line of chunk.flatMap((one) => cutLine(one, maxBytes - 1))) add([line]);
  }
  finish();
  return pieces;
}

/** With a line break after each line. */
const sizeOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);

function chunksOf(lines: readonly string[], starts: readonly number[]): readonly (readonly string[])[] {
  const edges = [...new Set([0, ...starts.filter((start) => start > 0 && start < lines.length), lines.length])].sort(
    (a, b) => a - b,
  );
  return edges.slice(1).map((end, index) => lines.slice(edges[index], end));
}

function cutLine(line: string, maxBytes: number): readonly string[] {
  if (Buffer.byteLength(line) <= maxBytes) return [line];
  const pieces: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (bytes + size > maxBytes) {
      pieces.push(piece);
      piece = '';
      bytes = 0;
    }
    piece += character;
    bytes += size;
  }
  return [...pieces, piece];
}
