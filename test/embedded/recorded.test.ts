/** Data that an older version has written opens under this one: every history goes on from where it stood. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { verifyExport } from '../../lib/audit/index.ts';
import {
  type Client,
  clientOf,
  type EmbeddedProcess,
  hostOfProcess,
  startEmbeddedProcess,
} from '../support/scenario/index.ts';
import type { Checkpoint, Project, Review, Session, SessionState } from '../support/scenario/shapes.ts';
import { openTextForm } from './recorded/text-form.ts';

jest.setTimeout(60_000);
const recorded = fileURLToPath(new URL('recorded/0.1.0.sql', import.meta.url));
const dataFolder = mkdtempSync(join(tmpdir(), 'countersign-recorded-'));
const withinSeconds = 15 * 60;
const looks = 400;
const lookEveryMs = 25;
let child: EmbeddedProcess;
const host = hostOfProcess(() => child);
const as = (person: 'owner' | 'contributor' | 'reviewer' | 'reviewer2'): Client => clientOf(host, person);

/** How many histories of each kind were recorded; the first word of a task says its kind. */
const kinds: Readonly<Record<string, number>> = {
  applied: 5,
  kept: 2,
  rejected: 3,
  revised: 3,
  waiting: 4,
  planned: 2,
  cancelled: 3,
  created: 2,
  commented: 1,
  voted: 2,
  expired: 2,
  'large-applied': 1,
  'large-waiting': 1,
  failed: 2,
  running: 2,
  queued: 2,
};
const kindOf = ({ taskIntent }: Session): string => taskIntent.slice(0, taskIntent.indexOf(':'));

interface Found {
  readonly P: string;
  readonly session: Session;
  readonly S: string;
}
let histories: readonly Found[];
const ofKind = (...named: readonly string[]): readonly Found[] =>
  histories.filter(({ session }) => named.includes(kindOf(session)));

beforeAll(async () => {
  openTextForm(recorded, dataFolder);
  child = await startEmbeddedProcess({ dataFolder });
  histories = await findHistories();
});
afterAll(async () => {
  await child.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function findHistories(): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const P of await projects())
    for (const session of await as('owner').list<Session>(`${P}/work-sessions`))
      found.push({ P, session, S: `${P}/work-sessions/${session.id}` });
  return found;
}

async function projects(): Promise<readonly string[]> {
  const me = await as('owner').read<{ memberships: readonly { workspaceId: string }[] }>('/v1/me');
  const lists = await Promise.all(
    me.memberships.map(async ({ workspaceId }) => {
      const W = `/v1/workspaces/${workspaceId}`;
      return (await as('owner').list<Project>(`${W}/projects`)).map(({ id }) => `${W}/projects/${id}`);
    }),
  );
  return lists.flat();
}

async function awaitStatus(S: string, wanted: string): Promise<SessionState> {
  for (let look = 1; ; look += 1) {
    const state = await as('owner').read<SessionState>(`${S}/status`);
    if (state.status === wanted) return state;
    if (look === looks) throw new Error(`${S} is ${JSON.stringify(state)}, not ${wanted}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

const latestOf = async (S: string): Promise<{ readonly C: string; readonly checkpoint: Checkpoint }> => {
  const [checkpoint] = await as('owner').list<Checkpoint>(`${S}/checkpoints`);
  if (checkpoint === undefined) throw new Error(`${S} has no checkpoint`);
  return { C: `${S}/checkpoints/${checkpoint.id}`, checkpoint };
};

/** Approves what waits, plans included, until the session has ended. */
async function finish(S: string, voters: readonly ('reviewer' | 'reviewer2')[] = ['reviewer']): Promise<Session> {
  for (let asked = 1; asked <= 3; asked += 1) {
    await awaitStatus(S, 'pending_review');
    const { C, checkpoint } = await latestOf(S);
    for (const voter of voters) await as(voter).make(`${C}/approve`, { digest: checkpoint.digest });
    if (checkpoint.checkpointType !== 'plan_approval') break;
    await awaitAnotherQuestion(S, checkpoint.id);
  }
  await awaitStatus(S, 'approved');
  return as('owner').read<Session>(S);
}

async function awaitAnotherQuestion(S: string, before: string): Promise<void> {
  for (let look = 1; look <= looks; look += 1) {
    const { status, openCheckpointId } = await as('owner').read<SessionState>(`${S}/status`);
    if (status === 'pending_review' && openCheckpointId !== before) return;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  throw new Error(`${S} asks nothing more`);
}

describe('T16 data of version 0.1.0', () => {
  it('holds at least thirty histories, of every kind', () => {
    const counted: Record<string, number> = {};
    for (const { session } of histories) counted[kindOf(session)] = (counted[kindOf(session)] ?? 0) + 1;

    expect(counted).toEqual(kinds);
    expect(histories.length).toBeGreaterThanOrEqual(30);
  });

  it('G9 what was decided stands, and the same decision again gets the same answer', async () => {
    for (const { S, session } of ofKind('applied', 'large-applied')) {
      const { C, checkpoint } = await latestOf(S);
      const again = await as('reviewer').make<Review>(`${C}/approve`, { digest: checkpoint.digest });
      expect(session).toMatchObject({ status: 'approved', mutationsCount: again.mutations.length });
      expect(again.reviewId).toBe(checkpoint.decision?.reviewId);
    }
    for (const { session } of ofKind('kept')) expect(session).toMatchObject({ status: 'approved', mutationsCount: 0 });
    for (const { session } of ofKind('rejected')) expect(session.status).toBe('rejected');
    for (const { session } of ofKind('cancelled')) expect(session.status).toBe('cancelled');
  });

  it.each([['waiting'], ['commented'], ['revised'], ['planned'], ['large-waiting']])(
    'G1 what was %s is decided and applied',
    async (kind) => {
      for (const { S, session } of ofKind(kind)) {
        expect(session.status).toBe('pending_review');
        expect((await finish(S)).mutationsCount).toBeGreaterThan(0);
      }
    },
  );

  it('G8 a vote that was given counts', async () => {
    for (const { S } of ofKind('voted')) expect((await finish(S, ['reviewer2'])).status).toBe('approved');
  });

  it('S4 what was created, at work or in the queue is worked on and decided', async () => {
    await host.advance(withinSeconds);
    for (const { S } of ofKind('created')) await as('contributor').make(`${S}/execute`);
    for (const { S } of ofKind('running', 'queued', 'created')) await finish(S);
  });

  it('S9 what had failed or expired is tried again and decided', async () => {
    for (const { S, session } of ofKind('failed', 'expired')) {
      expect(session.status).toBe('failed');
      await as('contributor').make(`${S}/retry`);
      await finish(S);
    }
  });

  it('I8 the chain of each project is whole, before and behind', async () => {
    for (const P of await projects()) {
      expect(await as('owner').read(`${P}/audit/verify`)).toMatchObject({ valid: true });
      const { text } = await as('owner').get(`${P}/audit/export`);
      expect(await verifyExport(text.split('\n'))).toMatchObject({ valid: true });
    }
  });

  it('I10 nothing is left between two states', async () => {
    const left = (await findHistories()).filter(({ session }) =>
      ['initialized', 'in_progress', 'pending_review'].includes(session.status),
    );

    expect(left.map(({ session }) => session.taskIntent)).toEqual([]);
  });
});
