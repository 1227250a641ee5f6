import { verifyChain } from '../../../lib/audit/index.ts';
import { importDocuments, settleAbandonedApply } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { findHead, listBlocks } from '../../../lib/substrate/index.ts';
import { type KnowledgeBase, openKnowledgeBase } from '../../support/knowledge-base.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
let base: KnowledgeBase;
beforeEach(async () => {
  base = await openKnowledgeBase(folder);
});
const head = () => findHead(base.table, base.project.workspaceId, base.project.id);

describe('an import of many sections', () => {
  const sections = 300;
  const large = (word: string) => [
    { path: 'large.md', content: Array.from({ length: sections }, (_, n) => `## ${n}\n\n${word} ${n}`).join('\n\n') },
  ];
  const accepted = async (): Promise<number> => (await head())?.blockCounts.accepted ?? -1;

  it('G3 shows readers all of it or nothing at every moment', async () => {
    await base.import(large('old'));
    let done = false;
    const seen = new Set<string>();
    const reader = (async () => {
      while (!done) {
        const { items } = await listBlocks(base, base.project, {}, { limit: 100 });
        // Reads of the table take no turn of the event loop; without this the import would get none.
        await base.clock.sleep(0);
        seen.add([...new Set(items.map(({ excerpt }) => excerpt.split(' ')[0]))].join('+'));
      }
    })();
    const answer = await base.import(large('new'));
    done = true;
    await reader;
    expect(answer.blocks.filter(({ change }) => change === 'updated')).toHaveLength(sections);
    expect([...seen].every((words) => words === 'old' || words === 'new')).toBe(true);
    expect(await verifyChain(base, base.project, (await head())?.chain ?? { count: 0, headHash: '' })).toMatchObject({
      valid: true,
    });
  });

  class Killed extends Error {}
  it.each([1, 2, 4, 7, 9])(
    'G3 is finished or withdrawn as a whole when its process dies at commit %i',
    async (last) => {
      let commits = 0;
      const dying = {
        ...base.table,
        commit: async (writes: Parameters<typeof base.table.commit>[0]) => {
          commits += 1;
          if (commits > last) throw new Killed();
          await base.table.commit(writes);
        },
      };
      await base.import(large('text'), { table: dying }).catch(() => 'killed');
      const standing = await accepted();
      expect([0, sections]).toContain(standing);
      base.clock.pass(61);
      await settleAbandonedApply(base, base.project.workspaceId, base.project.id);
      expect(await accepted()).toBe(standing);
      expect((await head())?.flippedReviewId).toBeUndefined();
      const again = await base.import(large('text'));
      expect(new Set(again.blocks.map(({ change }) => change))).toEqual(
        new Set([standing === 0 ? 'created' : 'unchanged']),
      );
      expect(await accepted()).toBe(sections);
    },
  );

  it('is refused to a person whose membership ends meanwhile', async () => {
    const actor = { ...base.actor, role: 'viewer' } as const;
    const request = { documents: large('text') };
    const refused = importDocuments(base, { actor, project: base.project, request, remember: rememberNothing });
    await expect(refused).rejects.toMatchObject({ condition: 'the actor is still a member with this role' });
    expect(await accepted()).toBe(0);
    await base.import(large('text'));
    expect(await accepted()).toBe(sections);
  });
});
