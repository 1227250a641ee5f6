import {
  type AuditVerification,
  type ChainedEntry,
  exportLines,
  listEntries,
  verifyChain,
} from '../../../lib/audit/index.ts';
import { projectOf } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { NavLink } from '../layout/frame.tsx';
import { Empty, MoreLink } from '../layout/parts.tsx';
import { loadNames, type NameOf } from '../load-names.ts';
import { cursorOf, nextPagePath } from '../page-cursor.ts';
import { auditExportPath, outcomePath, projectPath } from '../paths.ts';
import { projectPage } from '../project/project-frame.tsx';
import { addressesIn } from '../review/addresses.ts';
import { LinkedText } from '../viewers/linked-text.tsx';
import { counted } from '../words/numbers.ts';
import { decisionWords, mutationWords } from '../words/states.ts';
import { Time } from '../words/times.tsx';

const entriesPerPage = 50;
/** What a function may answer itself; a longer export is stored and fetched from there. */
const maxInlineBytes = 5 * 1024 * 1024;
const fileIsGoodForSeconds = 900;

interface Place {
  readonly workspaceId: string;
  readonly projectId: string;
}
type Kind = 'decision' | 'mutation';
const kinds: Readonly<Record<Kind, string>> = { decision: 'Decisions', mutation: 'Changes' };

/** `GET …/audit`: the chain, and on `?verify` whether it holds. */
export async function audit(request: PageRequest<'audit'>): Promise<HttpResult> {
  const { located, visitor, actor, query } = request;
  const ports = platform();
  const project = projectOf(located.project);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const cursor = await cursorOf(request);
  const stretch = stretchTo(cursor === undefined ? located.project.chain.count : Number(cursor));
  const kind = query.get('kind') === 'decision' || query.get('kind') === 'mutation' ? query.get('kind') : undefined;
  const [found, nameOf, verification] = await Promise.all([
    listEntries(ports, project, { limit: stretch.last - stretch.first + 1, cursor: String(stretch.first) }),
    loadNames(ports.table, project.workspaceId, project.id),
    query.has('verify') ? verifyChain(ports, project, located.project.chain) : undefined,
  ]);
  const entries = found.items.filter(({ content }) => kind === undefined || content.entry === kind).toReversed();
  const olderPage = await nextPagePath(request, stretch.first === 1 ? undefined : String(stretch.first - 1));
  const children = (
    <>
      <p>
        Every decision and every change, in order, each sealed with the one before it. Nothing can be altered or left
        out without the seal breaking.
      </p>
      {verification && <Verification result={verification} />}
      <p class="buttons">
        <a class="button" href={`${projectPath(place, 'audit')}?verify=1`}>
          Verify the chain
        </a>
        <a class="button" href={auditExportPath(place)}>
          Export all of it
        </a>
      </p>
      <nav class="filters" aria-label="By kind">
        <NavLink href={projectPath(place, 'audit')} isCurrent={kind === undefined}>
          All
        </NavLink>
        {(['decision', 'mutation'] as const).map((each) => (
          <NavLink key={each} href={`${projectPath(place, 'audit')}?kind=${each}`} isCurrent={kind === each}>
            {kinds[each]}
          </NavLink>
        ))}
      </nav>
      <Entries entries={entries} place={place} nameOf={nameOf} now={ports.clock.now()} />
      <MoreLink href={olderPage}>Older entries</MoreLink>
    </>
  );
  return projectPage({ project, tab: 'audit', visitor, actor, children });
}

/** The chain is read forwards and shown backwards: a page is the stretch of it that ends with `last`. */
const stretchTo = (last: number): { readonly first: number; readonly last: number } => ({
  first: Math.max(1, last - entriesPerPage + 1),
  last: Math.max(1, last),
});

/** `GET …/audit/export`: the whole chain as lines of JSON, to be verified anywhere. */
export async function auditExport({ located: { project } }: PageRequest<'auditExport'>): Promise<HttpResult> {
  const { blobs, table } = platform();
  const lines: string[] = [];
  for await (const line of exportLines({ blobs, table }, project)) lines.push(line);
  const body = lines.join('');
  const contentType = 'application/x-ndjson';
  const fileName = `audit-${project.id}.ndjson`;
  if (Buffer.byteLength(body) <= maxInlineBytes) {
    const headers = { 'content-type': contentType, 'content-disposition': `attachment; filename="${fileName}"` };
    return { statusCode: 200, headers, body };
  }
  const digest = await blobs.put(project.workspaceId, body, contentType);
  const expiresInSeconds = fileIsGoodForSeconds;
  const location = await blobs.signedUrl(project.workspaceId, digest, { fileName, contentType, expiresInSeconds });
  return { statusCode: 303, headers: { location } };
}

const Verification = ({ result }: { readonly result: AuditVerification }) =>
  result.valid ? (
    <div class="notice notice-good" role="status">
      <h2>The chain holds</h2>
      <p>{counted(result.entries, 'entry', 'entries')} recomputed just now; every seal is right.</p>
      <p class="hash">{result.headHash}</p>
    </div>
  ) : (
    <div class="notice notice-bad" role="alert">
      <h2>The chain is broken</h2>
      <p>
        Entry {result.brokenAt} does not follow from the ones before it. {counted(result.entries, 'entry', 'entries')}{' '}
        before it hold. Keep an export, and compare it with an earlier one.
      </p>
    </div>
  );

interface EntriesProps {
  readonly entries: readonly ChainedEntry[];
  readonly place: Place;
  readonly nameOf: NameOf;
  readonly now: number;
}
function Entries({ entries, place, nameOf, now }: EntriesProps) {
  if (entries.length === 0)
    return (
      <Empty>
        <p>Nothing has been decided or changed here yet.</p>
      </Empty>
    );
  return (
    <ol class="list">
      {entries.map((entry) => (
        <Entry key={entry.sequence} entry={entry} place={place} nameOf={nameOf} now={now} />
      ))}
    </ol>
  );
}

const editWords = { review: '', expiry: '', edit: 'Own change', import: 'Import' } as const;

function Entry({ entry, place, nameOf, now }: { readonly entry: ChainedEntry } & Omit<EntriesProps, 'entries'>) {
  const { content, sequence, hash } = entry;
  return (
    <li>
      <div class="row-head">
        <span>
          <span class="quiet small">#{sequence} </span>
          {content.entry === 'decision' ? (
            <>
              <a href={outcomePath(place, content.reviewId)}>
                {editWords[content.kind] || decisionWords[content.quality]}
              </a>{' '}
              by <LinkedText address={undefined} text={nameOf(content.decidedBy)} />
            </>
          ) : (
            <>
              {mutationWords[content.kind]}:{' '}
              <LinkedText address={addressesIn(place)(content.targetId)} text={content.title} />
            </>
          )}
        </span>
        <span class="quiet small">
          <Time at={content.at} now={now} />
        </span>
      </div>
      <p class="hash quiet">{hash}</p>
    </li>
  );
}
