/** What people said that the agent has not read yet. */
import { decodeTime, encodeTime } from 'ulid';
import { contentOf, findArtifact } from '../artifacts/index.ts';
import type { Blobs, Table } from '../platform/index.ts';
import { type AgentInput, readAgentInputs, type Session } from '../sessions/index.ts';
import type { TakenTurn } from './schema.ts';
import { renderWords, type SentBack } from './words.ts';

/** Ids sort by the time they were made, and two processes may commit in another order: so far back is looked for stragglers. */
const overlapMs = 60_000;
/** Artifacts that were sent back are shown in full up to here, then by their first words. */
const maxSentBackCharacters = 400_000;

export interface NewWords {
  readonly inputs: readonly AgentInput[];
  readonly texts: readonly string[];
}

export async function newWords(
  ports: { readonly table: Table; readonly blobs: Blobs },
  session: Session,
  turns: readonly TakenTurn[],
): Promise<NewWords> {
  const read = new Set(turns.flatMap((turn) => turn.row.inputIds));
  const last = turns.at(-1)?.row.lastInputId;
  const since = last === undefined ? undefined : earlierId(last);
  const found = await readAgentInputs(ports.table, session.workspaceId, session.id, since);
  const inputs = found.filter(({ id }) => !read.has(id));
  return { inputs, texts: renderWords(inputs, await sentBackBy(ports, session, inputs)) };
}

/** An id that sorts before all that were made from `overlapMs` before this one on. */
function earlierId(id: string): string {
  const prefix = id.slice(0, id.indexOf('_') + 1);
  const time = decodeTime(id.slice(prefix.length));
  return `${prefix}${encodeTime(Math.max(0, time - overlapMs), 10)}${'0'.repeat(16)}`;
}

async function sentBackBy(
  { table, blobs }: { readonly table: Table; readonly blobs: Blobs },
  { workspaceId, id }: Session,
  inputs: readonly AgentInput[],
): Promise<ReadonlyMap<string, SentBack>> {
  const sentBack = new Map<string, SentBack>();
  let left = maxSentBackCharacters;
  for (const artifactId of new Set(inputs.flatMap((input) => input.artifactIds))) {
    const revision = await findArtifact(table, workspaceId, id, artifactId);
    if (revision === undefined) continue;
    const content = left > 0 ? await contentOf(blobs, workspaceId, revision) : revision.excerpt;
    left -= content.length;
    sentBack.set(artifactId, { revision, content });
  }
  return sentBack;
}
