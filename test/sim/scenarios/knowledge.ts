import type { Scenario } from './scenario.ts';

const changed = [
  {
    path: 'handbook/refunds.md',
    content: '# Refunds\n\nForty days.\n\n## Time to pay\n\nA refund is paid within five working days.',
  },
  { path: 'handbook/support.md', content: '# Support\n\nNine to five.' },
];

/** What people change themselves: an import again, a new block, one locked and one taken back. */
export const knowledge: Scenario = {
  name: 'knowledge',
  agent: () => [],
  async play({ ask, place }) {
    await ask('contributor', 'POST', `${place.P}/imports`, { documents: changed });
    const block = await ask('reviewer', 'POST', `${place.P}/blocks`, {
      title: 'By hand',
      content: 'Written by a person.',
      type: 'finding',
    });
    await ask('reviewer', 'POST', `${place.P}/blocks/${block.id}/lock`, {});
    await ask('reviewer', 'POST', `${place.P}/blocks/${block.id}/unlock`, {});
    await ask('reviewer', 'POST', `${place.P}/blocks/${block.id}/retract`, { reason: 'It was wrong.' });
    await ask('contributor', 'POST', `${place.P}/imports`, { documents: changed });
  },
};
