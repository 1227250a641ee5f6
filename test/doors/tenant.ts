/** A workspace whose every word names it, so that a word of it is known wherever it turns up. */
import { askUntil } from '../support/ask-until.ts';
import type { TestHost } from '../support/embedded-host.ts';
import { calls, type Script } from '../support/scripted-model.ts';

export interface Tenant {
  readonly name: string;
  /** In all that its people and agents have written, and in no request of anybody else. */
  readonly canary: string;
  /** Names in a path → its ids. */
  readonly ids: Readonly<Record<string, string>>;
  /** Principals of its own, by role. */
  readonly people: Readonly<Record<'owner' | 'reviewer' | 'viewer', string>>;
  /** `/a/…` of a checkpoint that waits. */
  readonly link: string;
}

const canaryPattern = /canary-\w+-[0-9a-f]{12}/g;
/** The canaries in a text, each once. */
export const canariesIn = (text: string): readonly string[] => [...new Set(text.match(canaryPattern))];

/** An agent that writes the canary it was given into everything that it proposes. */
export const repeatsItsCanary: Script = (request) => {
  const [canary = 'no canary'] = canariesIn(request.text);
  const common = { confidence: 0.7, reasoning: `As ${canary} says.` };
  const sources = [{ title: canary, quote: `“${canary}”`, url: `https://${canary}.example/` }];
  const file = { fileName: `${canary}.csv`, contentType: 'text/csv', content: `a,${canary}\n` };
  return calls([
    {
      id: 'toolu_1',
      name: 'propose_block',
      input: { title: `Block ${canary}`, content: `Content ${canary}.`, sources, ...common },
    },
    {
      id: 'toolu_2',
      name: 'record_insight',
      input: { title: `Insight ${canary}`, content: `Seen: ${canary}.`, sources, ...common },
    },
    { id: 'toolu_3', name: 'deliver_file', input: { title: `File ${canary}`, ...file, ...common } },
    { id: 'toolu_4', name: 'finish', input: { summary: `Done for ${canary}.` } },
  ]);
};

export async function newTenant(host: TestHost, name: string, canary: string): Promise<Tenant> {
  const people = { owner: `${name}-owner`, reviewer: `${name}-reviewer`, viewer: `${name}-viewer` };
  const make = async (person: string, path: string, body: object): Promise<{ readonly id: string }> => {
    const { status, text, body: made } = await host.ask(person, `POST ${path}`, { body });
    if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`);
    return made;
  };
  const { id: workspaceId } = await make(people.owner, '/v1/workspaces', { name: `Workspace ${canary}` });
  const W = `/v1/workspaces/${workspaceId}`;
  for (const role of ['reviewer', 'viewer'] as const) {
    const body = { role, displayName: `${role} ${canary}`, email: `${role}.${canary}@countersign.example` };
    await host.ask(people.owner, `PUT ${W}/members/${people[role]}`, { body });
  }
  const project = { name: `Project ${canary}`, description: `About ${canary}` };
  const { id: projectId } = await make(people.owner, `${W}/projects`, project);
  const P = `${W}/projects/${projectId}`;
  const agent = { name: `Agent ${canary}`, type: 'research', instructions: `Mention ${canary}.` };
  const { id: agentId } = await make(people.owner, `${P}/agents`, agent);
  const documents = [
    { path: `${canary}.md`, content: `# Handbook ${canary}\n\nWords.\n\n## Part ${canary}\n\nMore ${canary}.` },
  ];
  await make(people.owner, `${P}/imports`, { documents });
  const file = Buffer.from(`A file of ${canary}.`).toString('base64');
  const asset = { agentType: 'research', type: 'note', permanence: 'permanent', fileName: `${canary}.txt` };
  const { id: assetId } = await make(people.owner, `${P}/assets`, {
    ...asset,
    contentType: 'text/plain',
    contentBase64: file,
  });

  const work = async (): Promise<{ readonly S: string; readonly C: string; readonly checkpointId: string }> => {
    const task = { taskIntent: `Find ${canary}`, taskType: 'research', agentType: 'research', autoExecute: true };
    const S = `${P}/work-sessions/${(await make(people.owner, `${P}/work-sessions`, task)).id}`;
    const checkpointId: string = await askUntil(
      'a checkpoint',
      async () => (await host.ask(people.owner, `GET ${S}`)).body.openCheckpointId,
    );
    return { S, checkpointId, C: `${S}/checkpoints/${checkpointId}` };
  };
  const decided = await work();
  await make(people.reviewer, `${decided.C}/comments`, { text: `A comment on ${canary}` });
  const { digest } = (await host.ask(people.reviewer, `GET ${decided.C}`)).body;
  const review = await host.ask(people.reviewer, `POST ${decided.C}/approve`, {
    body: { digest, feedback: `Good: ${canary}` },
  });
  const { S, checkpointId } = await work();
  const first = async (list: string): Promise<string> =>
    (await host.ask(people.owner, `GET ${list}?limit=1`)).body.items[0].id;
  return {
    name,
    canary,
    people,
    link: await askUntil('the mail', () => mailedLink(host, `${W}/outbox`, people.owner, checkpointId)),
    ids: {
      workspaceId,
      projectId,
      agentId,
      checkpointId,
      sessionId: S.split('/').at(-1) ?? '',
      blockId: await first(`${P}/blocks`),
      documentId: await first(`${P}/documents`),
      assetId,
      artifactId: await first(`${S}/artifacts`),
      bundleId: (await host.ask(people.owner, `GET ${S}`)).body.bundleId,
      reviewId: review.body.reviewId,
      principalId: people.viewer,
      mailId: await first(`${W}/outbox`),
    },
  };
}

async function mailedLink(
  host: TestHost,
  outbox: string,
  person: string,
  checkpointId: string,
): Promise<string | undefined> {
  const { body } = await host.ask(person, `GET ${outbox}`);
  const mails: readonly { readonly checkpointId: string; readonly text?: string }[] = body.items;
  const mail = mails.find((one) => one.checkpointId === checkpointId && one.text !== undefined);
  return /\/a\/[\w-]+/.exec(mail?.text ?? '')?.[0];
}
