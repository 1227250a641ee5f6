/** The example workspace brought to a state in which every page of the console has something to show. */
import { askUntil } from './ask-until.ts';
import { linkIn } from './console-work.ts';
import type { TestHost } from './embedded-host.ts';

export interface ConsoleExample {
  /** Who looks at the pages: a reviewer by name. */
  readonly visitor: string;
  /** Addresses by the name of the page. */
  readonly pages: Readonly<Record<string, string>>;
  /** Paths of the project, of a review that waits, and of a link to it. */
  readonly project: string;
  readonly reviewPath: string;
  readonly linkPath: string;
}

export async function makeConsoleExample(host: TestHost): Promise<ConsoleExample> {
  const { body: me } = await host.ask('owner', 'GET /v1/me');
  const W = `/v1/workspaces/${me.memberships[0].workspaceId}`;
  const { body: projects } = await host.ask('owner', `GET ${W}/projects`);
  const P = `${W}/projects/${projects.items[0].id}`;
  const { body: blocks } = await host.ask('owner', `GET ${P}/blocks?limit=100`);
  const [first, second, third] = blocks.items;
  await host.ask('owner', `POST ${P}/blocks/${second.id}/lock`, { body: { reason: 'Agreed with legal.' } });

  const start = async (request: object): Promise<string> => {
    const { body } = await host.ask('contributor', `POST ${P}/work-sessions`, {
      body: { autoExecute: true, approvalStrategy: 'final_only', ...request },
    });
    return body.id;
  };
  const waiting = (sessionId: string): Promise<string> =>
    askUntil('the agent to ask', async () => {
      const { body } = await host.ask('owner', `GET ${P}/work-sessions/${sessionId}`);
      return body.openCheckpointId;
    });
  const decideIt = async (sessionId: string, verb: string, more: object): Promise<void> => {
    const checkpointId = await waiting(sessionId);
    const C = `${P}/work-sessions/${sessionId}/checkpoints/${checkpointId}`;
    const { body: checkpoint } = await host.ask('reviewer', `GET ${C}`);
    const { status, text } = await host.ask('reviewer', `POST ${C}/${verb}`, {
      body: { digest: checkpoint.digest, ...more },
    });
    if (status >= 300) throw new Error(text);
  };

  const { body: sessions } = await host.ask('owner', `GET ${P}/work-sessions`);
  const seeded: string = sessions.items.at(-1).id;
  await waiting(seeded);
  const update = await start({
    taskIntent: `Bring “${first.title}” up to date: say it shorter, and name the sources.`,
    taskType: 'update',
    agentType: 'content',
    context: { blockIds: [first.id, second.id] },
  });
  const approved = await start({
    taskIntent: 'What does a reviewer see before deciding?',
    taskType: 'research',
    agentType: 'research',
  });
  await decideIt(approved, 'approve', { feedback: 'Clear, and well quoted.' });
  const sentBack = await start({
    taskIntent: 'A report on how work is applied',
    taskType: 'composition',
    agentType: 'reporting',
  });
  await decideIt(sentBack, 'request-changes', { feedback: 'Shorter, please. And say more about conflicts.' });
  const planned = await start({
    taskIntent: 'Plan a series on supervising agents',
    taskType: 'research',
    agentType: 'research',
    approvalStrategy: 'checkpoint_required',
  });
  const outdated = await start({
    taskIntent: `Bring “${third.title}” up to date: say it shorter, and name the sources.`,
    taskType: 'update',
    agentType: 'content',
    context: { blockIds: [third.id] },
  });
  const conflict = await waiting(outdated);
  await host.ask('owner', `POST ${P}/blocks/${third.id}/retract`, { body: { reason: 'It is no longer true.' } });
  const updateCheckpoint = await waiting(update);
  const again = await waiting(sentBack);
  const plan = await waiting(planned);
  const { body: agents } = await host.ask('owner', `GET ${P}/agents`);
  const { body: reviews } = await host.ask('owner', `GET ${P}/work-sessions/${approved}/reviews`);
  const sentBackCheckpoint = firstOf(await host.ask('owner', `GET ${P}/work-sessions/${sentBack}/checkpoints`));
  const { body: mutations } = await host.ask('owner', `GET ${P}/work-sessions/${approved}/mutations`);
  const [made] = mutations.items;
  const { body: documents } = await host.ask('owner', `GET ${P}/documents`);
  const linkPath = await askUntil('the mail', async () => linkIn(host, W, await waiting(seeded), 'reviewer'));

  const project = P.replace('/v1/workspaces', '/w');
  const session = (id: string): string => `${project}/sessions/${id}`;
  const workspace = W.replace('/v1/workspaces', '/w');
  const reviewPath = `${session(seeded)}/checkpoints/${await waiting(seeded)}`;
  return {
    visitor: 'Olivia Hartmann',
    project,
    reviewPath,
    linkPath,
    pages: {
      inbox: '/',
      'inbox-filtered': `${workspace}?risk=critical`,
      projects: `${workspace}/projects`,
      knowledge: project,
      work: `${project}/work`,
      'work-stuck': `${project}/work?status=stuck`,
      agents: `${project}/agents`,
      audit: `${project}/audit?verify=1`,
      import: `${project}/import`,
      'choose-agent': `${project}/new-session`,
      'new-session': `${project}/new-session?agent=${agents.items[0].id}`,
      block: `${project}/blocks/${first.id}`,
      'block-decided': `${project}/blocks/${made.targetId}`,
      'block-locked': `${project}/blocks/${second.id}`,
      document: `${project}/documents/${documents.items.at(-1).id}`,
      session: session(approved),
      'session-waiting': session(sentBack),
      review: reviewPath,
      'review-update': `${session(update)}/checkpoints/${updateCheckpoint}`,
      'review-again': `${session(sentBack)}/checkpoints/${again}`,
      'review-conflict': `${session(outdated)}/checkpoints/${conflict}`,
      'review-plan': `${session(planned)}/checkpoints/${plan}`,
      'outcome-sent-back': `${session(sentBack)}/checkpoints/${sentBackCheckpoint}`,
      outcome: `${project}/reviews/${reviews.items[0].reviewId}`,
      outbox: `${workspace}/outbox`,
      link: linkPath,
      'link-unknown': '/a/nothing',
      'not-found': `${project}/blocks/blk_01JABCDEFGHJKMNPQRSTVWXYZ0`,
      'signed-in': '/signed-in',
      'signed-out': '/signed-out',
    },
  };
}

/** The first checkpoint of a session; lists begin with the newest. */
const firstOf = ({ body }: { body: { items: readonly { id: string }[] } }): string => body.items.at(-1)?.id ?? '';
