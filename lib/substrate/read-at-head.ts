/** Reading several rows as one: the head's revision is compared before and after, so that no reader sees half of a review (G3). */
import * as z from 'zod';
import { CountersignError, notFound } from '../errors.ts';
import type { Blobs, Table } from '../platform/index.ts';
import type { Project } from './schema.ts';
import { findHead, type Head } from './store.ts';

/** Where something is read: a project, of which only the place counts. */
export type ProjectPlace = Pick<Project, 'workspaceId' | 'id'>;

export interface ReadPorts {
  readonly table: Table;
  readonly blobs: Blobs;
}

export interface ListOptions {
  /** 1..100 */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ListPage<T> {
  readonly items: readonly T[];
  readonly cursor: string | undefined;
}

const maxReads = 5;

/**
 * What `read` gives while the project stays at one revision. @throws CountersignError `not_found` without the project,
 * `unavailable` when it moved during five readings in a row.
 */
export async function atOneHead<T>(
  table: Table,
  { workspaceId, id }: ProjectPlace,
  read: (head: Head) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; attempt <= maxReads; attempt += 1) {
    const before = await findHead(table, workspaceId, id);
    if (!before) throw notFound();
    const result = await read(before);
    const after = await findHead(table, workspaceId, id);
    if (after?.headRevision === before.headRevision) return result;
  }
  throw new CountersignError('unavailable', 'The project changes too quickly to be read at the moment.', {
    retryAfterSeconds: 1,
  });
}

/** The place of a page: which revision it belongs to, and the sort key of the last row before it. */
const Place = z.object({ revision: z.int(), after: z.string() });

/** Reads one part of a list; `after` is undefined when nothing follows. */
export type ReadPart<T> = (
  head: Head,
  after: string | undefined,
) => Promise<{ readonly items: readonly T[]; readonly after: string | undefined }>;

/**
 * One page of a list whose pages all show the same revision. @throws CountersignError `malformed_request` when the project has moved
 * on since the cursor was given.
 */
export async function readPage<T>(
  table: Table,
  project: ProjectPlace,
  cursor: string | undefined,
  read: ReadPart<T>,
): Promise<ListPage<T>> {
  const place = cursor === undefined ? undefined : placeOf(cursor);
  return atOneHead(table, project, async (head) => {
    if (place !== undefined && place.revision !== head.headRevision) throw startAgain();
    const { items, after } = await read(head, place?.after);
    const next = after === undefined ? undefined : JSON.stringify({ revision: head.headRevision, after });
    return { items, cursor: next };
  });
}

function placeOf(cursor: string): z.infer<typeof Place> {
  try {
    return Place.parse(JSON.parse(cursor));
  } catch (error) {
    throw startAgain(error);
  }
}

const startAgain = (cause?: unknown): CountersignError =>
  new CountersignError('malformed_request', 'The project has changed since this list was begun: start again.', {
    cause,
  });
