/** What a module keeps between calls is gone when its process ends: here many simulated processes share one real one. */

const maps = /^const (\w+)(?:: [^=\n]+)? = new (?:Weak)?Map(?:<.*>)?\(\);$/gm;
const counters = /^let (\w+) = 0;$/gm;
const absent = /^let (\w+): [^=\n]+ \| undefined;$/gm;

type Empty = () => void;
declare global {
  var emptiers: Set<Empty> | undefined;
}

/** The source, with a way to empty what it keeps at its top level. Sources that keep nothing come back unchanged. */
export function withEmptyableMemory(source: string): string {
  const statements = [
    ...[...source.matchAll(maps)].map(([, name]) => `${name}.clear?.();`),
    ...[...source.matchAll(counters)].map(([, name]) => `${name} = 0;`),
    ...[...source.matchAll(absent)].map(([, name]) => `${name} = undefined;`),
  ];
  if (statements.length === 0) return source;
  return `${source}\n(globalThis.emptiers ??= new Set()).add(() => { ${statements.join(' ')} });\n`;
}

/** Everything that modules remember is forgotten, as when a process ends. Settings that a host has given stay. */
export function forgetEverything(): void {
  for (const empty of globalThis.emptiers ?? []) empty();
}
