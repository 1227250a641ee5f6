// `node --import ./infra/local/typescript.mjs x.ts`: runs the sources without a build. Node itself strips types from .ts
// files; .tsx files go through esbuild, whose output is kept, so that a second start pays neither for it nor for loading esbuild.
import './node-version.mjs';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/countersign', import.meta.url));
const tsxCacheFolder = join(cacheFolder, 'tsx');
const transformOptions = {
  loader: 'tsx',
  format: 'esm',
  target: 'node24',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: 'inline',
};
const require = nodeModule.createRequire(import.meta.url);

/** V8's compiled code and Node's stripped types, kept from start to start. */
nodeModule.enableCompileCache(join(cacheFolder, 'compiled'));
nodeModule.registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx') || url.includes('/node_modules/')) return nextLoad(url, context);
    return { format: 'module', source: transpiled(fileURLToPath(url)), shortCircuit: true };
  },
});

/** One cached file per source file; its last line says which content and options it was made from. */
function transpiled(file) {
  const source = readFileSync(file, 'utf8');
  const madeFrom = `//${sha256(JSON.stringify([transformOptions, source]))}\n`;
  const cachedFile = join(tsxCacheFolder, `${sha256(file)}.js`);
  const cached = readIfPresent(cachedFile);
  if (cached?.endsWith(madeFrom)) return cached;
  const { code } = require('esbuild').transformSync(source, { ...transformOptions, sourcefile: file });
  keep(cachedFile, code + madeFrom);
  return code;
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Renamed into place, because several processes may start at once. A folder that can't be written only costs time. */
function keep(file, content) {
  const partial = `${file}.${process.pid}`;
  try {
    mkdirSync(tsxCacheFolder, { recursive: true });
    writeFileSync(partial, content);
    renameSync(partial, file);
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM', 'ENOSPC'].includes(error.code)) throw error;
  }
}
