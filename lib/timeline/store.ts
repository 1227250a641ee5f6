/** Events live in the partition of what they are about; the timelines of projects and workspaces are copies of them. */
import { timestamp } from '../identity/index.ts';
import type { Change, Clock, Ids, Key, Row, Table, Write } from '../platform/index.ts';
import { maxSummaryCharacters, TimelineEvent } from './schema.ts';

/** Sort keys of events begin so, and no others: what the followers of the table's changes are told of. */
export const eventPrefix = 'evt#';

/** What a use case knows of an event; id and time are added. */
export type NewEvent = Omit<TimelineEvent, 'id' | 'at' | 'data'> & { readonly data?: TimelineEvent['data'] };

export const newEvent = (ports: { readonly clock: Clock; readonly ids: Ids }, event: NewEvent): TimelineEvent => ({
  data: {},
  ...event,
  summary: shortened(event.summary),
  id: ports.ids.next('evt'),
  at: timestamp(ports.clock.now()),
});

/** Names of people and things may fill a sentence; an event that is too long to be read back would stop the stream. */
const shortened = (summary: string): string =>
  summary.length <= maxSummaryCharacters ? summary : `${summary.slice(0, maxSummaryCharacters - 1).toWellFormed()}…`;

/** Belongs in the commit of the change that it tells of. */
export const eventWrite = (event: TimelineEvent): Write => ({
  kind: 'put',
  table: 'work',
  row: rowOf({ pk: subjectPartition(event), sk: `${eventPrefix}${event.id}` }, event),
});

/** Both steps in one: the write of a new event. */
export const tell = (ports: { readonly clock: Clock; readonly ids: Ids }, event: NewEvent): Write =>
  eventWrite(newEvent(ports, event));

/** Whether an event lies under a key: the one kind of row whose changes anybody follows. */
export const holdsEvent = (key: Key): boolean => key.sk.startsWith(eventPrefix);

/** The event that a change wrote, where it wrote one; copies on the timelines of projects and workspaces are none. */
export function eventOf(change: Change): TimelineEvent | undefined {
  if (change.table !== 'work' || change.after === undefined || !holdsEvent(change.key)) return undefined;
  return TimelineEvent.parse(change.after);
}

/** The copies that put an event on the timelines of its project and workspace. Made again, they are the same. */
export function timelineCopies(change: Change): readonly Write[] {
  const event = eventOf(change);
  if (event === undefined) return [];
  const { projectId } = event;
  const partitions = [
    workspaceTimeline(event.workspaceId),
    ...(projectId === undefined ? [] : [projectTimeline(event.workspaceId, projectId)]),
  ];
  return partitions.map((pk) => ({ kind: 'put', table: 'work', row: rowOf({ pk, sk: event.id }, event) }));
}

export interface TimelineScope {
  readonly workspaceId: string;
  readonly projectId?: string;
  /** A session's own events are never late; the lists of projects and workspaces follow a moment after the commit. */
  readonly sessionId?: string;
}

/** Newest first. */
export async function listTimeline(
  table: Table,
  scope: TimelineScope,
  options: { readonly limit: number; readonly cursor: string | undefined },
): Promise<{ readonly items: readonly TimelineEvent[]; readonly cursor: string | undefined }> {
  const page = await table.query({
    table: 'work',
    pk: timelinePartition(scope),
    sk: { prefix: scope.sessionId === undefined ? 'evt_' : eventPrefix },
    reverse: true,
    limit: options.limit,
    ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
  });
  return { items: page.rows.map((row) => TimelineEvent.parse(row)), cursor: page.cursor };
}

const sessionPartition = (workspaceId: string, sessionId: string): string => `W#${workspaceId}#ses#${sessionId}`;
const workspaceTimeline = (workspaceId: string): string => `W#${workspaceId}#timeline`;
const projectTimeline = (workspaceId: string, projectId: string): string =>
  `W#${workspaceId}#prj#${projectId}#timeline`;

function subjectPartition({ workspaceId, projectId, sessionId }: TimelineEvent): string {
  if (sessionId !== undefined) return sessionPartition(workspaceId, sessionId);
  return projectId === undefined ? `W#${workspaceId}` : `W#${workspaceId}#prj#${projectId}`;
}

function timelinePartition({ workspaceId, projectId, sessionId }: TimelineScope): string {
  if (sessionId !== undefined) return sessionPartition(workspaceId, sessionId);
  return projectId === undefined ? workspaceTimeline(workspaceId) : projectTimeline(workspaceId, projectId);
}

function rowOf(key: Key, { projectId, sessionId, ...event }: TimelineEvent): Row {
  return {
    ...event,
    ...(projectId === undefined ? {} : { projectId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...key,
  };
}
