/** A planted bug: one piece of one source, replaced as the source is loaded. */
import { bugs } from './index.ts';

export interface PlantedBug {
  /** What is wrong, in a word or three: `npm run sim -- --bug <name>`. */
  readonly name: string;
  /** What breaks, as somebody would say who looked for it. */
  readonly breaks: string;
  /** The source, from the root of the repository. */
  readonly file: string;
  /** Stands exactly once in the source. */
  readonly search: string;
  readonly replace: string;
}

const option = process.argv.indexOf('--bug');
const wanted = option === -1 ? undefined : process.argv[option + 1];

/** The source as it stands, unless it is the one that the wanted bug is in. @throws Error when the piece is not there exactly once */
export function plantIn(path: string, source: string): string {
  const bug = wanted === undefined ? undefined : bugs.find(({ name, file }) => name === wanted && file === path);
  return bug === undefined ? source : withBug(bug, source);
}

export function withBug({ name, search, replace }: PlantedBug, source: string): string {
  const pieces = source.split(search);
  if (pieces.length !== 2) throw new Error(`${name}: its piece stands ${pieces.length - 1} times in the source`);
  return pieces.join(replace);
}
