/** What a browser is told about a stored file: a name and a type that come from people, made harmless for a header. */

const maxFileNameCharacters = 150;
/** Of a name that is too long. */
const keptEndCharacters = 50;
const fallbackName = 'file';
const contentTypePattern = /^[a-z0-9][\w.+-]{0,80}\/[a-z0-9][\w.+-]{0,80}(?:; ?charset=[\w-]{1,40})?$/i;
/**
 * What a browser runs, styles with or takes apart when a page asks for it as a part of itself: a script is run though it is an
 * attachment, and the embedded host's files are of the same origin as its pages, whose policy allows their own scripts.
 */
const activeTypePattern = /script|html|css|svg|multipart|rfc822|\bx(?:ml|slt?)\b/i;

/** `Content-Disposition: attachment` after RFC 6266: a plain ASCII name, and the exact one in `filename*`. */
export function attachmentDisposition(fileName: string): string {
  const name = safeFileName(fileName);
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeExtended(name)}`;
}

/** The type itself when it is one and does nothing, else the type that no browser interprets. */
export function safeContentType(contentType: string): string {
  const isSafe = contentTypePattern.test(contentType) && !activeTypePattern.test(contentType);
  return isSafe ? contentType : 'application/octet-stream';
}

/** Neither a path nor hidden, without control or direction-changing characters and without broken surrogates. */
function safeFileName(fileName: string): string {
  const lastPart = fileName.split(/[/\\]/).at(-1) ?? '';
  const name = lastPart
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^[.\s]+/, '')
    .trim();
  return shortened(name) || fallbackName;
}

/** Without its middle when it is too long: the end tells what a file is, and cut off there it could tell something else. */
function shortened(name: string): string {
  const characters = Array.from(name);
  if (characters.length <= maxFileNameCharacters) return name;
  const start = characters.slice(0, maxFileNameCharacters - keptEndCharacters - 1);
  return [...start, '…', ...characters.slice(-keptEndCharacters)].join('');
}

/** RFC 8187: what `encodeURIComponent` leaves bare but a header parameter does not allow. */
const encodeExtended = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
