/**
 * Writes inlined.ts from the asset files, so that every host and bundler has them without reading a disk. Run after changing one:
 * `node --import ./infra/local/typescript.mjs functions/console/assets/inline.ts`; a test says when it was forgotten.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync, transformSync } from 'esbuild';

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const textOf = (names: readonly string[]): string => names.map((name) => readFileSync(fileOf(name), 'utf8')).join('\n');
/** In the order in which their rules count. */
const styles = ['base', 'frame', 'forms', 'lists', 'text', 'story', 'screens'].map((name) => `style/${name}.css`);
const target = ['chrome123', 'firefox120', 'safari17.5'];
const minifiedStyle = (): string =>
  transformSync(textOf(styles), { loader: 'css', minify: true, target, charset: 'utf8' }).code.trim();
const bundledScript = (): string =>
  buildSync({
    entryPoints: [fileOf('script/main.js')],
    bundle: true,
    write: false,
    format: 'iife',
    minify: true,
    target,
    charset: 'utf8',
  }).outputFiles[0]?.text.trim() ?? '';

const asSource = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;

/** The module's text, from the files as they are. */
export const inlinedModule = (): string =>
  [
    '// Made by inline.ts from style/*.css, script/*.js and icon.svg.',
    '/* biome-ignore-all format: made by a program */',
    '/* biome-ignore-all lint: made by a program */',
    `export const style = ${asSource(minifiedStyle())};`,
    `export const script = ${asSource(bundledScript())};`,
    `export const icon = ${asSource(textOf(['icon.svg']).trim())};`,
    '',
  ].join('\n');

export const inlinedFile = fileOf('inlined.ts');
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(inlinedFile, inlinedModule());
