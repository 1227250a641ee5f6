/** Compares files with what was last imported from their paths, and plans what an import changes. */
import { digestOfContent } from '../digest/index.ts';
import type { Blobs, Ids, Table } from '../platform/index.ts';
import {
  atOneHead,
  BlockBody,
  BlockId,
  blockKey,
  createBlock,
  DocumentBody,
  DocumentId,
  documentKey,
  type ImportAnswer,
  type ImportedFile,
  type ImportedSection,
  keepContent,
  MutationId,
  type ProjectPlace,
  publishDocument,
  type RowChange,
  readImportedFiles,
  rememberImport,
  type Section,
  type SplitFile,
  updateBlock,
  updateDocument,
  visibleBodies,
} from '../substrate/index.ts';
import type { ReviewOrigin } from './artifact-changes.ts';

interface Ports {
  readonly table: Table;
  readonly blobs: Blobs;
  readonly ids: Ids;
}

/** A file as it was sent, taken apart. */
export interface SentFile extends SplitFile {
  readonly path: string;
  readonly knowledgeType: string;
}

export interface ImportPlan {
  readonly changes: readonly RowChange[];
  readonly answer: ImportAnswer;
}

/** A file with what is there of it already. */
interface MetFile {
  readonly sent: SentFile;
  readonly former: ImportedFile;
  readonly blocks: ReadonlyMap<string, BlockBody>;
  readonly document: DocumentBody | undefined;
}

/** Sections that left their files are remembered in case they come back, but not without end. */
const maxRememberedSections = 5_000;

export async function planImport(
  ports: Ports,
  project: ProjectPlace,
  origin: ReviewOrigin,
  files: readonly SentFile[],
): Promise<ImportPlan> {
  const met = await meetFiles(ports, project, files);
  const plans: ImportPlan[] = [];
  for (const file of met) plans.push(await planFile(ports, origin, file));
  return {
    changes: plans.flatMap(({ changes }) => changes),
    answer: {
      imported: plans.reduce((sum, { answer }) => sum + answer.imported, 0),
      blocks: plans.flatMap(({ answer }) => answer.blocks),
      documents: plans.flatMap(({ answer }) => answer.documents),
      skipped: plans.flatMap(({ answer }) => answer.skipped),
    },
  };
}

const meetFiles = (ports: Ports, project: ProjectPlace, files: readonly SentFile[]): Promise<readonly MetFile[]> =>
  atOneHead(ports.table, project, async (head) => {
    const { workspaceId, id } = project;
    const formers = await readImportedFiles(
      ports,
      project,
      head,
      files.map(({ path }) => path),
    );
    const blockIds = formers.flatMap(({ sections }) => sections.map(({ blockId }) => blockId));
    const documentIds = formers.flatMap(({ document }) => document?.id ?? []);
    const bodies = await visibleBodies(
      ports.table,
      [
        ...blockIds.map((blockId) => blockKey(workspaceId, id, blockId)),
        ...documentIds.map((documentId) => documentKey(workspaceId, id, documentId)),
      ],
      head,
    );
    const blocks = new Map(
      bodies
        .slice(0, blockIds.length)
        .flatMap((body) => (body === undefined ? [] : [BlockBody.parse(body)]))
        .map((block): readonly [string, BlockBody] => [block.id, block]),
    );
    const documents = new Map(
      bodies
        .slice(blockIds.length)
        .flatMap((body) => (body === undefined ? [] : [DocumentBody.parse(body)]))
        .map((document) => [document.id, document]),
    );
    return formers.flatMap((former, index) => {
      const sent = files[index];
      return sent ? [{ sent, former, blocks, document: former.document && documents.get(former.document.id) }] : [];
    });
  });

async function planFile(ports: Ports, origin: ReviewOrigin, met: MetFile): Promise<ImportPlan> {
  const { sent, former } = met;
  const known = new Map(former.sections.map((section) => [section.key, section]));
  const sections: PlannedSection[] = [];
  for (const section of sent.sections)
    sections.push(await planSection(ports, origin, met, section, known.get(section.key)));
  const keys = new Set(sent.sections.map(({ key }) => key));
  const vanished = former.sections.filter(({ key }) => !keys.has(key));
  const cited = sections.flatMap(({ cites }) => cites ?? []);
  const document = await planDocument(ports, origin, met, cited);
  const changes = [...sections.flatMap(({ change }) => change ?? []), ...document.changes];
  const remembered = [...sections.flatMap(({ remember }) => remember ?? []), ...vanished];
  if (changes.length > 0 && document.stands)
    changes.push(
      await rememberImport(ports, origin, former, {
        document: document.stands,
        sections: remembered.slice(0, maxRememberedSections),
      }),
    );
  const skip = (heading: string, reason: string) => ({ path: sent.path, heading, reason });
  const blocks = sections.flatMap(({ shown }) => shown ?? []);
  const documents = document.shown ? [document.shown] : [];
  return {
    changes,
    answer: {
      imported: blocks.length + documents.length > 0 ? 1 : 0,
      blocks,
      documents,
      skipped: [
        ...sent.remarks.map((remark) => skip('', remark)),
        ...sections.flatMap(({ heading, refusal }) => (refusal === undefined ? [] : [skip(heading, refusal)])),
        ...vanished.map(({ heading }) =>
          skip(heading, 'The section is not in the file any longer; its block was left.'),
        ),
        ...(document.refusal === undefined ? [] : [skip('', document.refusal)]),
      ],
    },
  };
}

interface PlannedSection {
  readonly heading: string;
  readonly change?: RowChange;
  readonly shown?: ImportAnswer['blocks'][number];
  readonly refusal?: string;
  /** The block that the document cites for this section. */
  readonly cites?: BlockId;
  readonly remember?: ImportedSection;
}

async function planSection(
  ports: Ports,
  origin: ReviewOrigin,
  { sent, blocks }: MetFile,
  section: Section,
  known: ImportedSection | undefined,
): Promise<PlannedSection> {
  const { key, heading, title, content } = section;
  const block = known && blocks.get(known.blockId);
  const mutation = (): ReviewOrigin & { readonly mutationId: MutationId } => ({
    ...origin,
    mutationId: MutationId.parse(ports.ids.next('mut')),
  });
  if (!known || !block) {
    const id = BlockId.parse(ports.ids.next('blk'));
    const kept = await keepContent(ports.blobs, origin.workspaceId, content);
    return {
      heading,
      change: createBlock(mutation(), { id, title, type: sent.knowledgeType, content: kept }),
      shown: { id, title, change: 'created' },
      cites: id,
      remember: { key, heading, blockId: id, digest: kept.contentDigest, version: 1 },
    };
  }
  const cites = block.state === 'retracted' ? {} : { cites: block.id };
  const digest = digestOfContent(content);
  if (digest === known.digest || digest === block.contentDigest)
    return { heading, shown: { id: block.id, title: block.title, change: 'unchanged' }, remember: known, ...cites };
  const refusal = whyNotUpdated(block, known);
  if (refusal !== undefined) return { heading, refusal, remember: known, ...cites };
  const kept = await keepContent(ports.blobs, origin.workspaceId, content);
  const update = updateBlock(mutation(), { id: block.id, baseVersion: block.version, title, content: kept });
  return {
    heading,
    // A lock that comes between is a conflict here: an import never changes a locked block.
    change: { ...update, base: { version: block.version, states: ['accepted'] } },
    shown: { id: block.id, title, change: 'updated' },
    remember: { key, heading, blockId: block.id, digest: kept.contentDigest, version: block.version + 1 },
    ...cites,
  };
}

function whyNotUpdated(block: BlockBody, known: ImportedSection): string | undefined {
  if (block.state === 'retracted') return 'The block was retracted; the change in the file was not taken.';
  if (block.state === 'locked') return 'The block is locked; the change in the file was not taken.';
  if (block.version !== known.version)
    return 'The block was changed by a review since the last import, and by the file; the change in the file was not taken.';
  return undefined;
}

interface PlannedDocument {
  readonly changes: RowChange[];
  readonly shown?: ImportAnswer['documents'][number];
  readonly refusal?: string;
  /** How the document stands after this import, for the next one. */
  readonly stands?: NonNullable<ImportedFile['document']>;
}

async function planDocument(
  ports: Ports,
  origin: ReviewOrigin,
  { sent, former, document }: MetFile,
  blockIds: readonly BlockId[],
): Promise<PlannedDocument> {
  const { path, title, text } = sent;
  const known = former.document;
  if (sent.sections.length === 0)
    return { changes: [], refusal: 'The file holds no text.', ...(known ? { stands: known } : {}) };
  const digest = digestOfContent(text);
  if (known && document && known.digest === digest)
    return { changes: [], stands: known, shown: { id: document.id, title: document.title, path, change: 'unchanged' } };
  const refusal = known && document && whyNotReplaced(document, known.version);
  if (refusal !== undefined) return { changes: [], refusal, ...(known ? { stands: known } : {}) };
  const mutation = { ...origin, mutationId: MutationId.parse(ports.ids.next('mut')) };
  const content = await keepContent(ports.blobs, origin.workspaceId, text);
  const described = { title, type: sent.knowledgeType, blockIds, content };
  if (known && document)
    return {
      changes: [...updateDocument(mutation, { ...described, id: document.id, baseVersion: document.version })],
      stands: { id: document.id, version: document.version + 1, digest },
      shown: { id: document.id, title, path, change: 'updated' },
    };
  const id = DocumentId.parse(ports.ids.next('doc'));
  return {
    changes: [...publishDocument(mutation, { ...described, id })],
    stands: { id, version: 1, digest },
    shown: { id, title, path, change: 'created' },
  };
}

function whyNotReplaced(document: DocumentBody, importedVersion: number): string | undefined {
  if (document.state === 'archived') return 'The document is archived; it was left as it is.';
  if (document.version !== importedVersion)
    return 'The document was changed since the last import; it was left as it is.';
  return undefined;
}
