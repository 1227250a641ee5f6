/** Files that nobody means to send: kept as data (T8). */
import { gzipSync } from 'node:zlib';

/** In the place of a file's name, or of the path that a file was imported from. */
export const badFileNames: Readonly<Record<string, string>> = {
  'a path upwards': '../../etc/passwd',
  'a path upwards in the other notation': '..\\..\\etc\\passwd',
  'an encoded path': '..%2f..%2fetc%2fpasswd',
  'a path from the root': '/etc/passwd',
  'a drive': 'C:\\evil.txt',
  'a drive without a path': 'C:evil.txt',
  'a share': '\\\\evil.example\\share\\evil.txt',
  'a folder': 'a/b.txt',
  'a slash in other letters': 'a\u2215\uff0f..\u2044b.txt',
  'one dot': '.',
  'two dots': '..',
  'a hidden file': '.bashrc',
  'a device': 'CON',
  'a stream': 'evil.txt:evil.exe',
  'a trailing dot': 'evil.exe.',
  quotes: 'a"; filename="evil.exe',
  'an extended name': "a.txt; filename*=UTF-8''evil.exe",
  'an encoded header': '=?utf-8?Q?evil.exe?=',
  'a header': 'a.txt\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>',
  'a null byte': 'evil.exe\u0000.txt',
  'an escape sequence': 'a\u001b[2J.txt',
  'a right-to-left override': 'evil\u202etxt.exe',
  'zero-width characters': 'a\u200b.t\u200dxt',
  'a line separator': 'a\u2028b.txt',
  markup: '<img src=x onerror=alert(1)>.txt',
  'a formula': '=cmd|calc!A1.csv',
  'a template': '{{7*7}}%s%n$HOME`id`.txt',
  'an option': '--output=evil.txt',
  'a name of everything': '__proto__',
  'an archive that is a bomb': '42.zip',
  'a macro document': 'invoice.docm',
  'two extensions': 'invoice.pdf.exe',
  'a long name': `${'x'.repeat(250)}.txt`,
  'a long name that would be another when cut': `${'x'.repeat(146)}.exe${'y'.repeat(80)}.pdf`,
  'a long name in letters beyond ASCII': `${'世'.repeat(250)}.txt`,
  'more than a name': `${'x'.repeat(996)}.text`,
  'only spaces': ' \t ',
  nothing: '',
};

/** In the place of a file's media type. */
export const badMediaTypes: Readonly<Record<string, string>> = {
  HTML: 'text/html',
  'HTML in capitals': 'TEXT/HTML',
  XHTML: 'application/xhtml+xml',
  SVG: 'image/svg+xml',
  XML: 'text/xml',
  'a style sheet of another kind': 'text/xsl',
  'a script': 'text/javascript',
  'a script of an application': 'application/javascript',
  'a script of old': 'application/x-ecmascript',
  'a style sheet': 'text/css',
  'a page after a page': 'multipart/x-mixed-replace',
  'a mail': 'message/rfc822',
  'a program': 'application/x-msdownload',
  'a macro document': 'application/vnd.ms-word.document.macroEnabled.12',
  'an archive': 'application/zip',
  'a type that nobody knows': 'x/y',
  'a header': 'text/html; charset=x\r\nX-Evil: 1',
  'a parameter': 'text/plain; charset=utf-7',
  'two types': 'text/plain, text/html',
  'no slash': 'text',
  'two slashes': 'text/html/x',
  'a null byte': 'text/plain\u0000',
  'other letters': 'text/plaın',
  nothing: '',
};

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const pageWithScript = '<!doctype html><script>alert(document.domain)</script>';
/** What a file can hold: taken as the bytes that they are. */
export const badFiles: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  'a page': utf8(pageWithScript),
  'a picture that is a page': utf8(`GIF89a/*${pageWithScript}*/=1;alert(1)//`),
  'a document that is a page': utf8(`%PDF-1.4\n1 0 obj<</JS(app.alert(1))>>endobj\n${pageWithScript}`),
  'a picture with a script': utf8('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>1</script></svg>'),
  'XML with an entity': utf8('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
  'the head of a program': Buffer.from('4d5a90000300000004000000ffff0000', 'hex'),
  'an archive that leaves its folder': Buffer.concat([Buffer.from('504b0304', 'hex'), utf8('../../evil.sh')]),
  'a bomb': gzipSync(Buffer.alloc(64 * 1024 * 1024)),
  'letters of the UTF of old': utf8('+ADw-script+AD4-alert(1)+ADw-/script+AD4-'),
  'all bytes': Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
};

/** In the place of a file's bytes: no base64 of RFC 4648, section 4. */
export const badBase64: Readonly<Record<string, string>> = {
  'no base64': '<script>',
  'a line break': 'AAAA\nAAAA',
  'spaces around': ' AAAA ',
  'the alphabet of addresses': '-_-_',
  'no padding': 'AAA',
  'too much padding': 'AAAA====',
  'padding in the middle': 'AA==AAAA',
  'only padding': '====',
  'an address of data': 'data:text/html;base64,AAAA',
  'a null byte': 'AAAA\u0000AAA',
  'letters of others': 'AAA\u0410',
};
