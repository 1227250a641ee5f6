/** What a browser is told about a stored file: a name and a type that come from people, made harmless for a header. */

const maxFileNameCharacters = 150;
const fallbackName = 'file';
const contentTypePattern = /^[a-z0-9][\w.+-]{0,80}\/[a-z0-9][\w.+-]{0,80}(?:; ?charset=[\w-]{1,40})?$/i;

/** `Content-Disposition: attachment` after RFC 6266: a plain ASCII name, and the exact one in `filename*`. */
export function attachmentDisposition(fileName: string): string {
  const name = safeFileName(fileName);
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeExtended(name)}`;
}

/** The type itself when it is one, else the type that no browser interprets. */
export function safeContentType(contentType: string): string {
  return contentTypePattern.test(contentType) ? contentType : 'application/octet-stream';
}

/** Neither a path nor hidden, without control or direction-changing characters and without broken surrogates. */
function safeFileName(fileName: string): string {
  const lastPart = fileName.split(/[/\\]/).at(-1) ?? '';
  const name = lastPart
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^[.\s]+/, '')
    .trim();
  return Array.from(name).slice(0, maxFileNameCharacters).join('') || fallbackName;
}

/** RFC 8187: what `encodeURIComponent` leaves bare but a header parameter does not allow. */
const encodeExtended = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
