/** Data folders of one, ten, a hundred and a thousand times a hundred sessions: each is a copy of the one before, grown. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../client.ts';
import { cycles, prepare, type Stage, waiting } from '../cycle.ts';
import { startHostProcess } from '../host-process.ts';
import { copySessions } from './copy-sessions.ts';

export interface Grown {
  readonly dataFolder: string;
  readonly sessions: number;
  /** Of them, those that wait for a person. */
  readonly waiting: number;
  readonly place: { readonly workspaceId: string; readonly projectId: string };
  readonly endedSessionId: string;
  readonly waitingSessionId: string;
  /** A block that the ended session made. */
  readonly blockId: string;
}

/** Each tenth waits, so that the largest has as many in one inbox as the target names; the smallest still fills a page. */
const shareWaiting = 0.1;
const leastWaiting = 100;

/** @param sizes ascending */
export async function growDataFolders(sizes: readonly number[]): Promise<readonly Grown[]> {
  let folder = mkdtempSync(join(tmpdir(), 'countersign-scale-'));
  const first = await runTwoSessions(folder);
  const grown: Grown[] = [];
  let before = { ended: 1, waiting: 1 };
  for (const sessions of sizes) {
    if (grown.length > 0) {
      const next = mkdtempSync(join(tmpdir(), 'countersign-scale-'));
      cpSync(folder, next, { recursive: true });
      folder = next;
    }
    const wanted = { waiting: Math.max(leastWaiting, sessions * shareWaiting), ended: sessions };
    const latest = await copySessions(folder, {
      copies: [
        { sessionId: first.endedSessionId, times: wanted.ended - before.ended },
        { sessionId: first.waitingSessionId, times: wanted.waiting - before.waiting },
      ],
    });
    before = wanted;
    grown.push({
      dataFolder: folder,
      sessions: wanted.ended + wanted.waiting,
      waiting: wanted.waiting,
      place: first.place,
      endedSessionId: latest.get(first.endedSessionId) ?? first.endedSessionId,
      waitingSessionId: latest.get(first.waitingSessionId) ?? first.waitingSessionId,
      blockId: first.blockId,
    });
  }
  return grown;
}

export const removeDataFolders = (grown: readonly Grown[]): void => {
  for (const { dataFolder } of grown) rmSync(dataFolder, { recursive: true, force: true });
};

/** One session that was approved and one that waits, as the product leaves them. */
async function runTwoSessions(dataFolder: string) {
  const host = await startHostProcess({ dataFolder });
  const client = createClient(host.port, 2);
  try {
    const stage = await prepare(host, client);
    await inviteReviewers(stage);
    for await (const _ of cycles(stage, (done) => done < 1));
    const projects = await client.call('GET', `${stage.workspacePath}/projects?limit=1`, stage.owner);
    const projectPath = `${stage.workspacePath}/projects/${projects.body.items[0].id}`;
    const [ended] = (await client.call('GET', `${projectPath}/work-sessions`, stage.owner)).body.items;
    const [block] = (await client.call('GET', `${projectPath}/blocks?limit=1`, stage.owner)).body.items;
    const waitingSessionId = await leaveWaiting({ ...stage, projectPath });
    return {
      place: { workspaceId: stage.workspacePath.split('/').at(-1) ?? '', projectId: projects.body.items[0].id },
      endedSessionId: String(ended.id),
      waitingSessionId,
      blockId: String(block.id),
    };
  } finally {
    client.close();
    await host.stop();
  }
}

/** With an address each, so that every checkpoint has mails. */
async function inviteReviewers({ client, workspacePath, owner }: Stage): Promise<void> {
  const members = { reviewer: 'reviewer', reviewer2: 'reviewer', admin: 'admin' };
  for (const [person, role] of Object.entries(members))
    await client.call('PUT', `${workspacePath}/members/${person}`, owner, {
      role,
      email: `${person}@countersign.example`,
    });
}

async function leaveWaiting({ client, projectPath, contributor }: Stage): Promise<string> {
  const request = {
    taskIntent: 'What about support in region 4?',
    taskType: 'research',
    agentType: 'research',
    approvalStrategy: 'final_only',
    autoExecute: true,
  };
  const { body } = await client.call('POST', `${projectPath}/work-sessions`, contributor, request);
  await waiting(client, `${projectPath}/work-sessions/${body.id}`, contributor);
  return body.id;
}
