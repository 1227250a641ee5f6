/** First bytes of the pages and lists that people look at most, on small and large data in turn, so that noise meets all alike. */
import { createClient } from '../client.ts';
import { cycle } from '../cycle.ts';
import { report, summary } from '../figures.ts';
import type { HostProcess } from '../host-process.ts';
import type { Grown } from './data-folders.ts';
import { type Visitor, visitorOf } from './visitor.ts';

const warmUps = 30;
const rounds = 120;
const maxFirstByteMs = 20;
/** The largest against the smallest. */
const maxRatio = 1.5;

export interface Opened {
  readonly grown: Grown;
  readonly host: HostProcess;
}

interface Looked {
  readonly name: string;
  readonly person: string;
  readonly path: (opened: Opened) => string;
}

const workspaceOf = ({ grown }: Opened): string => grown.place.workspaceId;
const pageOf = ({ grown: { place } }: Opened): string => `/w/${place.workspaceId}/projects/${place.projectId}`;
const apiOf = ({ grown: { place } }: Opened): string =>
  `/v1/workspaces/${place.workspaceId}/projects/${place.projectId}`;

const looks: readonly Looked[] = [
  { name: 'inbox page', person: 'reviewer', path: (at) => `/w/${workspaceOf(at)}` },
  { name: 'inbox page of who may decide nothing', person: 'contributor', path: (at) => `/w/${workspaceOf(at)}` },
  { name: 'inbox API', person: 'reviewer', path: (at) => `/v1/workspaces/${workspaceOf(at)}/inbox` },
  { name: 'session page', person: 'reviewer', path: (at) => `${pageOf(at)}/sessions/${at.grown.endedSessionId}` },
  {
    name: 'session page, waiting',
    person: 'reviewer',
    path: (at) => `${pageOf(at)}/sessions/${at.grown.waitingSessionId}`,
  },
  { name: 'status', person: 'reviewer', path: (at) => `${apiOf(at)}/work-sessions/${at.grown.endedSessionId}/status` },
  { name: 'sessions API', person: 'reviewer', path: (at) => `${apiOf(at)}/work-sessions?limit=50` },
  { name: 'work page', person: 'reviewer', path: (at) => `${pageOf(at)}/work` },
  { name: 'work page, waiting ones', person: 'reviewer', path: (at) => `${pageOf(at)}/work?status=pending_review` },
  { name: 'knowledge page', person: 'reviewer', path: pageOf },
  { name: 'block page', person: 'reviewer', path: (at) => `${pageOf(at)}/blocks/${at.grown.blockId}` },
  { name: 'projects page', person: 'reviewer', path: (at) => `/w/${workspaceOf(at)}/projects` },
  { name: 'workspace timeline API', person: 'reviewer', path: (at) => `/v1/workspaces/${workspaceOf(at)}/timeline` },
  { name: 'outbox page', person: 'admin', path: (at) => `/w/${workspaceOf(at)}/outbox` },
];

/** @param opened from small to large */
export async function measurePages(opened: readonly Opened[]): Promise<void> {
  // All of them first: a process runs its first hundreds of requests slowly.
  for (const { person, path } of looks) {
    const visitors = await Promise.all(opened.map(({ host }) => visitorOf(host, person)));
    await inTurn(warmUps, opened, (at, index) => firstByte(visitors, index, path(at)));
    for (const visitor of visitors) visitor.close();
  }
  for (const look of looks) {
    const visitors = await Promise.all(opened.map(({ host }) => visitorOf(host, look.person)));
    const times = await inTurn(warmUps + rounds, opened, (at, index) => firstByte(visitors, index, look.path(at)));
    for (const visitor of visitors) visitor.close();
    reportLevels(`${look.name}, first byte`, opened, times, maxFirstByteMs);
  }
}

async function firstByte(visitors: readonly Visitor[], index: number, path: string): Promise<number> {
  const visitor = visitors[index];
  if (visitor === undefined) throw new Error('each host has its visitor');
  return visitor.firstByteMs(path);
}

const cyclesEach = 40;

/** Work that is started and decided among everything that waits. */
export async function measureCycles(opened: readonly Opened[]): Promise<void> {
  const clients = opened.map(({ host }) => createClient(host.port, 2));
  const stages = opened.map((at, index) => {
    const client = clients[index];
    if (client === undefined) throw new Error('each host has its client');
    const { host, grown } = at;
    return {
      client,
      workspacePath: `/v1/workspaces/${grown.place.workspaceId}`,
      projectPath: apiOf(at),
      stock: [],
      owner: host.token('owner'),
      contributor: host.token('contributor'),
      reviewer: host.token('reviewer'),
    };
  });
  const start: number[][] = opened.map(() => []);
  const decide = await inTurn(cyclesEach, opened, async (_, index) => {
    const stage = stages[index];
    if (stage === undefined) throw new Error('each host has its stage');
    const { startToWaitingMs, decideToAppliedMs } = await cycle(stage);
    start[index]?.push(startToWaitingMs);
    return decideToAppliedMs;
  });
  for (const client of clients) client.close();
  reportLevels('start → waiting', opened, start);
  reportLevels('decide → applied', opened, decide);
}

async function inTurn(
  times: number,
  opened: readonly Opened[],
  measure: (at: Opened, index: number) => Promise<number>,
): Promise<readonly (readonly number[])[]> {
  const found: number[][] = opened.map(() => []);
  for (let round = 0; round < times; round += 1)
    for (const [index, at] of opened.entries()) found[index]?.push(await measure(at, index));
  return found;
}

function reportLevels(
  name: string,
  opened: readonly Opened[],
  times: readonly (readonly number[])[],
  maxMs?: number,
): void {
  const medians = times.map((each) => summary(each.slice(Math.min(warmUps, each.length / 2))).p50);
  for (const [index, { grown }] of opened.entries())
    report(`${name}, p50 of ${grown.sessions} sessions`, medians[index] ?? Number.NaN, 'ms', maxMs);
  report(`${name}, largest ÷ smallest`, (medians.at(-1) ?? Number.NaN) / (medians[0] ?? Number.NaN), '×', maxRatio);
}
