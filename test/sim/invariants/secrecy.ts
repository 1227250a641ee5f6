import { canary } from '../scenarios/place.ts';
import { answersGiven } from '../world/client.ts';
import { secretValues } from '../world/secrets.ts';
import type { World } from '../world/world.ts';
import { type Invariant, text } from './invariant.ts';

/** I9 and I13: no tenant's words reach another one; secrets and tokens are nowhere but where they are kept. */
export const secrecy: Invariant = {
  ids: ['I9', 'I13'],
  onCommit(commit, world) {
    for (const { key, after } of commit.changes) {
      const owner = text(after, 'workspaceId');
      if (owner !== '' && key.pk.startsWith('W#') && !key.pk.startsWith(`W#${owner}`))
        world.violate(`I9: a row of ${owner} lies in ${key.pk}`);
      if (owner !== '' && !/^(?:W|L|P|C)#/.test(key.pk)) world.violate(`I9: a row of a workspace lies in ${key.pk}`);
    }
  },
  atRest(world) {
    const linkTokens = world.process.mails().flatMap(({ text: body }) => /\/a\/([\w-]+)/.exec(body)?.[1] ?? []);
    const rows = world.mirror.rows('work');
    const taskTokens = rows.filter(({ sk }) => sk.startsWith('token#')).map((row) => text(row, 'token'));
    const secrets = [...Object.values(secretValues), ...linkTokens, ...taskTokens];
    const kept = rows.filter(({ sk }) => !sk.startsWith('token#'));
    look(world, 'the log', world.logged.join('\n'), secrets);
    look(world, 'a row', JSON.stringify(kept), secrets);
    look(world, 'the audit', JSON.stringify(world.mirror.rows('audit')), secrets);
    look(world, 'the model’s context', world.heardByModel.join('\n'), [...secrets, canary]);
    for (const { person, text: body, path } of answersGiven(world)) {
      look(world, 'an answer', body, [...Object.values(secretValues), ...taskTokens]);
      if (!path.startsWith('/a/')) look(world, 'an answer', body, linkTokens);
      if (person !== 'outsider') look(world, `an answer to ${person}`, body, [canary]);
    }
    for (const { to, text: body } of world.process.mails()) look(world, `a mail to ${to.name}`, body, [canary]);
  },
};

function look(world: World, where: string, words: string, forbidden: readonly string[]): void {
  for (const word of forbidden)
    if (word !== '' && words.includes(word))
      world.violate(`${word === canary ? 'I9' : 'I13'}: ${where} holds ${word.slice(0, 12)}…`);
}
