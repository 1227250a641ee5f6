/** A piece of work of its own that waits for a decision, in the example project. */
import { askUntil } from './ask-until.ts';
import type { TestHost } from './embedded-host.ts';

export interface ConsoleWork {
  readonly workspace: string;
  readonly sessionPath: string;
  readonly checkpointId: string;
  /** Page of the first checkpoint. */
  readonly reviewPath: string;
  /** Page of the checkpoint that comes after it. */
  nextReviewPath(): Promise<string>;
  /** Path of the link that a person was mailed about the first checkpoint. */
  linkFor(personId: string): Promise<string>;
}

/** Asks for two things, so that there are two artifacts to judge. */
export const twoQuestions = { taskIntent: 'How is a decision kept safe, and what happens to approved work?' };

/** @param more of the request: context, agentType … */
export async function startConsoleWork(host: TestHost, more: object = {}): Promise<ConsoleWork> {
  const { body: me } = await host.ask('owner', 'GET /v1/me');
  const W = `/v1/workspaces/${me.memberships[0].workspaceId}`;
  const { body: projects } = await host.ask('owner', `GET ${W}/projects`);
  const P = `${W}/projects/${projects.items[0].id}`;
  const { status, body: session } = await host.ask('contributor', `POST ${P}/work-sessions`, {
    body: {
      taskIntent: 'How is a decision kept safe?',
      taskType: 'research',
      agentType: 'research',
      approvalStrategy: 'final_only',
      autoExecute: true,
      ...more,
    },
  });
  if (status !== 201) throw new Error(JSON.stringify(session));
  const sessionPath = `${P.replace('/v1/workspaces', '/w')}/sessions/${session.id}`;
  const opened = (other: string | undefined): Promise<string> =>
    askUntil('the agent to ask', async () => {
      const { body } = await host.ask('owner', `GET ${P}/work-sessions/${session.id}`);
      return body.openCheckpointId === other ? undefined : body.openCheckpointId;
    });
  const checkpointId = await opened(undefined);
  return {
    workspace: W,
    sessionPath,
    checkpointId,
    reviewPath: `${sessionPath}/checkpoints/${checkpointId}`,
    nextReviewPath: async () => `${sessionPath}/checkpoints/${await opened(checkpointId)}`,
    linkFor: (personId) => askUntil('the mail', () => linkIn(host, W, checkpointId, personId)),
  };
}

/** The path of the link in the mail to a person about a checkpoint, once it was sent. */
export async function linkIn(
  host: TestHost,
  W: string,
  checkpointId: string,
  personId: string,
): Promise<string | undefined> {
  const { body } = await host.ask('admin', `GET ${W}/outbox?limit=100`);
  const mails: readonly { checkpointId: string; to: { principalId: string }; text?: string }[] = body.items;
  const mail = mails.find((one) => one.checkpointId === checkpointId && one.to.principalId === personId);
  return /\/a\/[\w-]+/.exec(mail?.text ?? '')?.[0];
}
