import type { Invariant } from './invariant.ts';

/** Opening a link or a page, or asking for anything, writes nothing (I1: nothing but a gesture decides). */
export const reading: Invariant = {
  ids: ['I1'],
  onCommit(commit, world) {
    const name = commit.by?.name ?? '';
    if (/^(?:GET|HEAD) /.test(name))
      world.violate(`I1: ${name} wrote ${commit.changes.map(({ key }) => key.sk).join()}`);
  },
};
