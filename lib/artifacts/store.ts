/**
 * Artifacts live in their session's partition of the work table:
 *   W#w#ses#s | art#<art> the current revision · artrev#<art>#<n> every revision
 */
import { digestOfContent } from '../digest/index.ts';
import { CountersignError } from '../errors.ts';
import { type Blobs, type Key, type Page, rowReader, type Table, type Write } from '../platform/index.ts';
import { excerptOf } from '../substrate/index.ts';
import { ReviewOutcome } from './artifact-status.ts';
import { ArtifactRevision } from './schema.ts';

/** One review shows all artifacts of a session; what it holds of each must fit one row. */
export const maxArtifactsPerSession = 500;
const rowsPerRead = 250;
const readRevision = rowReader(ArtifactRevision);
/** Larger contents live in Blobs under their digest; the row keeps the rest. */
const maxInlineBytes = 8 * 1024;

const partition = (workspaceId: string, sessionId: string): string => `W#${workspaceId}#ses#${sessionId}`;
const artifactKey = (workspaceId: string, sessionId: string, artifactId: string): Key => ({
  pk: partition(workspaceId, sessionId),
  sk: `art#${artifactId}`,
});
const revisionPrefix = (artifactId: string): string => `artrev#${artifactId}#`;
const revisionKey = (workspaceId: string, { sessionId, id, revision }: ArtifactRevision): Key => ({
  pk: partition(workspaceId, sessionId),
  sk: `${revisionPrefix(id)}${String(revision).padStart(4, '0')}`,
});

export const artifactHasMoved = 'the artifact is as it was read';

/** Makes `revision` the current one and keeps it for ever; it follows on `revision.revision - 1`, or is the first. */
export function revisionWrites(workspaceId: string, revision: ArtifactRevision): readonly Write[] {
  const former = revision.revision - 1;
  return [
    {
      kind: 'put',
      table: 'work',
      row: { ...artifactKey(workspaceId, revision.sessionId, revision.id), ...revision },
      conditions: [
        former === 0
          ? { is: 'absent', name: artifactHasMoved }
          : { is: 'equal', attribute: 'revision', value: former, name: artifactHasMoved },
      ],
    },
    { kind: 'put', table: 'work', row: { ...revisionKey(workspaceId, revision), ...revision } },
  ];
}

/** The parts of a revision that say where its content is. */
export type KeptBody = Pick<ArtifactRevision, 'bodyDigest' | 'sizeBytes' | 'excerpt' | 'content'>;

/** A content as rows keep it. `asFile`: its bytes are in Blobs whatever their size, for whoever downloads them. */
export async function keepBody(
  blobs: Blobs,
  workspaceId: string,
  content: string,
  asFile?: { readonly contentType: string },
): Promise<KeptBody> {
  const sizeBytes = Buffer.byteLength(content);
  const isInline = sizeBytes <= maxInlineBytes;
  const kept = { sizeBytes, excerpt: excerptOf(content), ...(isInline ? { content } : {}) };
  if (isInline && asFile === undefined) return { ...kept, bodyDigest: digestOfContent(content) };
  return { ...kept, bodyDigest: await blobs.put(workspaceId, content, asFile?.contentType ?? 'text/markdown') };
}

/** The content of a revision, wherever it is kept. */
export async function contentOf(
  blobs: Blobs,
  workspaceId: string,
  revision: Pick<ArtifactRevision, 'content' | 'bodyDigest'>,
): Promise<string> {
  return revision.content ?? Buffer.from(await blobs.get(workspaceId, revision.bodyDigest)).toString('utf8');
}

/** The current revision, or undefined: absent and foreign are one. */
export async function findArtifact(
  table: Table,
  workspaceId: string,
  sessionId: string,
  artifactId: string,
): Promise<ArtifactRevision | undefined> {
  const row = await table.get('work', artifactKey(workspaceId, sessionId, artifactId));
  return row && readRevision(row);
}

export interface ArtifactPage {
  readonly items: readonly ArtifactRevision[];
  readonly cursor: string | undefined;
}
export interface PageOptions {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Current revisions, newest artifact first. */
export const listArtifacts = (
  table: Table,
  workspaceId: string,
  sessionId: string,
  options: PageOptions,
): Promise<ArtifactPage> => listRevisionRows(table, partition(workspaceId, sessionId), 'art#', options);

/** Every revision of one artifact, newest first. */
export const listRevisions = (
  table: Table,
  workspaceId: string,
  sessionId: string,
  artifactId: string,
  options: PageOptions,
): Promise<ArtifactPage> =>
  listRevisionRows(table, partition(workspaceId, sessionId), revisionPrefix(artifactId), options);

/** The current revisions of a session's artifacts, oldest first. @throws CountersignError `internal` beyond the most a session may have. */
export async function allArtifacts(
  table: Table,
  workspaceId: string,
  sessionId: string,
): Promise<readonly ArtifactRevision[]> {
  const found: ArtifactRevision[] = [];
  let cursor: string | undefined;
  do {
    const page: ArtifactPage = await listArtifacts(table, workspaceId, sessionId, { limit: rowsPerRead, cursor });
    found.push(...page.items);
    cursor = page.cursor;
    if (found.length > maxArtifactsPerSession)
      throw new CountersignError(
        'internal',
        `The session ${sessionId} has more than ${maxArtifactsPerSession} artifacts.`,
      );
  } while (cursor !== undefined);
  return found.toReversed();
}

/** What the session's checkpoints say about its artifacts. Their rows belong to a higher domain, so only what is needed is read. */
export async function reviewOutcomes(
  table: Table,
  workspaceId: string,
  sessionId: string,
): Promise<readonly ReviewOutcome[]> {
  const found: ReviewOutcome[] = [];
  let cursor: string | undefined;
  do {
    const page: Page = await table.query({
      table: 'work',
      pk: partition(workspaceId, sessionId),
      sk: { prefix: 'chk#' },
      limit: rowsPerRead,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.rows.map((row) => ReviewOutcome.parse(row)));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

async function listRevisionRows(
  table: Table,
  pk: string,
  prefix: string,
  { limit, cursor }: PageOptions,
): Promise<ArtifactPage> {
  const page: Page = await table.query({
    table: 'work',
    pk,
    sk: { prefix },
    reverse: true,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  });
  return { items: page.rows.map(readRevision), cursor: page.cursor };
}
