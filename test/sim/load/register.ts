/**
 * `node --import ./infra/local/typescript.mjs --import ./test/sim/load/register.ts …`: loads the product's own sources for the
 * simulator. `#platform` is the simulated host's, memory of a process can be emptied, JSONata is compiled once per text, and a planted
 * bug (`--bug <name>`) is put into the one source it names.
 */
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { plantIn } from '../bugs/plant.ts';
import { withEmptyableMemory } from './process-memory.ts';

/** What a host has told the product once is no memory. */
const settingsModule = 'functions/runtime.ts';
const root = fileURLToPath(new URL('../../../', import.meta.url));
const platformModule = new URL('./platform.ts', import.meta.url).href;
const jsonataModule = new URL('./compiled-once.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === '#platform') return { url: platformModule, format: 'module-typescript', shortCircuit: true };
    if (specifier === 'jsonata' && context.parentURL !== jsonataModule)
      return { url: jsonataModule, format: 'module-typescript', shortCircuit: true };
    return nextResolve(specifier, context);
  },
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const path = url.startsWith('file:') ? fileURLToPath(url).slice(root.length) : '';
    if (!/^(?:lib|functions)\/.*\.tsx?$/.test(path) || loaded.source === undefined) return loaded;
    const source =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
    const planted = plantIn(path, source);
    return { ...loaded, source: path === settingsModule ? planted : withEmptyableMemory(planted) };
  },
});
