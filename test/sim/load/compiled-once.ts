/** JSONata for the simulator: each process of a run has an engine of its own, and all of them run the same definition. */
import jsonata from 'jsonata';

const compiled = new Map<string, jsonata.Expression>();

export default function compileOnce(text: string): jsonata.Expression {
  const known = compiled.get(text) ?? jsonata(text);
  compiled.set(text, known);
  return known;
}
