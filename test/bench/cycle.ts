/** The main job over HTTP: start, wait by long poll, decide, applied. */
import type { Client } from './client.ts';
import type { HostProcess } from './host-process.ts';

export interface Stage {
  readonly client: Client;
  readonly workspacePath: string;
  readonly owner: string;
  readonly projectPath: string;
  readonly contributor: string;
  readonly reviewer: string;
  /** Paths of projects that no cycle has used yet. */
  readonly stock: string[];
}

/** A bundle of about 10 KB: the file's sections as blocks, and the file as the document that cites them. */
const knowledge = Array.from(
  { length: 12 },
  (_, index) =>
    `## Topic ${index}\n\n${`Pricing, refunds and support in region ${index} follow the handbook. `.repeat(6)}\n`,
).join('\n');
/** Each review adds blocks, so a project is used for so many cycles only: the bundle keeps its size. */
const cyclesPerProject = 10;

/** A workspace with a contributor and a reviewer, and a project with knowledge in it. */
export async function prepare(host: Pick<HostProcess, 'token'>, client: Client): Promise<Stage> {
  const owner = host.token('owner');
  const workspace = await ok(client.call('POST', '/v1/workspaces', owner, { name: 'Bench' }));
  const W = `/v1/workspaces/${workspace.id}`;
  for (const role of ['contributor', 'reviewer']) await ok(client.call('PUT', `${W}/members/${role}`, owner, { role }));
  await ok(client.call('PUT', `${W}/policy`, owner, { concurrency: 1000 }));
  const people = { owner, contributor: host.token('contributor'), reviewer: host.token('reviewer') };
  const stage = { client, workspacePath: W, projectPath: '', stock: [], ...people };
  return { ...stage, projectPath: await newProject(stage) };
}

/** Makes the projects of that many cycles beforehand, so that no cycle's time is spent on an import. */
export async function stockUp(stage: Stage, cyclesToCome: number): Promise<void> {
  for (let count = Math.ceil(cyclesToCome / cyclesPerProject); count > 0; count -= 1)
    stage.stock.push(await newProject(stage));
}

/** Gives the path of a project with the knowledge in it. */
async function newProject({ client, owner, workspacePath }: Stage): Promise<string> {
  const project = await ok(client.call('POST', `${workspacePath}/projects`, owner, { name: 'Handbook' }));
  const projectPath = `${workspacePath}/projects/${project.id}`;
  await ok(
    client.call('POST', `${projectPath}/imports`, owner, { documents: [{ path: 'handbook.md', content: knowledge }] }),
  );
  return projectPath;
}

/** Full cycles one after the other, as one client runs them, until `goesOn` says no; on projects of the stock while there are any. */
export async function* cycles(stage: Stage, goesOn: (done: number) => boolean): AsyncGenerator<CycleTimes> {
  let { projectPath } = stage;
  for (let done = 0; goesOn(done); done += 1) {
    if (done % cyclesPerProject === 0) projectPath = stage.stock.pop() ?? (await newProject(stage));
    yield await cycle({ ...stage, projectPath });
  }
}

async function ok(call: ReturnType<Client['call']>) {
  const { status, body } = await call;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

export interface CycleTimes {
  readonly startToWaitingMs: number;
  readonly decideToAppliedMs: number;
}

let asked = 0;
/** One full cycle; every answer is checked. */
export async function cycle({ client, projectPath, contributor, reviewer }: Stage): Promise<CycleTimes> {
  asked += 1;
  const started = performance.now();
  const request = {
    taskIntent: `What about refunds in region ${asked % 12}?`,
    taskType: 'research',
    agentType: 'research',
    approvalStrategy: 'final_only',
    autoExecute: true,
  };
  const session = await ok(client.call('POST', `${projectPath}/work-sessions`, contributor, request));
  const path = `${projectPath}/work-sessions/${session.id}`;
  const checkpointId = await waiting(client, path, contributor);
  const startToWaitingMs = performance.now() - started;
  const checkpoint = await ok(client.call('GET', `${path}/checkpoints/${checkpointId}`, reviewer));
  const decided = performance.now();
  const review = await ok(
    client.call('POST', `${path}/checkpoints/${checkpointId}/approve`, reviewer, { digest: checkpoint.digest }),
  );
  if (review.status !== 'applied') throw new Error(`the review is ${review.status}`);
  return { startToWaitingMs, decideToAppliedMs: performance.now() - decided };
}

const maxPolls = 100;
/** Waits by long poll, as a client would. Gives the open checkpoint. */
export async function waiting(client: Client, path: string, token: string): Promise<string> {
  let etag: string | undefined;
  for (let poll = 0; poll < maxPolls; poll += 1) {
    const answer = await client.call(
      'GET',
      `${path}/status?waitSeconds=20`,
      token,
      undefined,
      etag === undefined ? {} : { 'if-none-match': etag },
    );
    if (answer.status === 200) {
      if (answer.body.openCheckpointId) return answer.body.openCheckpointId;
      if (answer.body.status === 'failed') throw new Error(JSON.stringify(answer.body));
      etag = answer.etag;
    }
  }
  throw new Error('the session never waited');
}
