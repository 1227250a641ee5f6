import { CountersignError, type FieldError, invalidRequest } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill, timestamp } from '../identity/index.ts';
import type { Write } from '../platform/index.ts';
import { type ImportAnswer, type ImportDocuments, type ProjectPlace, ReviewId, splitFile } from '../substrate/index.ts';
import { tell } from '../timeline/index.ts';
import type { ReviewOrigin } from './artifact-changes.ts';
import { commitReview } from './commit-review.ts';
import { selfDecided } from './edit-knowledge.ts';
import { planImport, type SentFile } from './plan-import.ts';
import type { ReviewPorts } from './review-plan.ts';

const defaultType = 'knowledge';
/** More sections than these are data rather than prose; a document that cites them would not fit its row. */
const maxSectionsPerFile = 2_000;
const maxSectionsPerImport = 10_000;
/** An import takes the knowledge base as it finds it: when that moves meanwhile, it looks again. */
const maxAttempts = 5;

export interface ImportCommand {
  readonly actor: Actor;
  readonly project: ProjectPlace;
  readonly request: ImportDocuments;
  readonly remember: Remember<ImportAnswer>;
}

/**
 * Takes Markdown files into the knowledge base, split at their headings: one review that the person decides, whole or not at all
 * however large (G3). Files that bring nothing new make no review.
 * @throws CountersignError `invalid_request` naming the file that can not be read; `block_conflict` when what it changes keeps moving.
 */
export async function importDocuments(ports: ReviewPorts, command: ImportCommand): Promise<ImportAnswer> {
  const files = readFiles(command.request);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await importOnce(ports, command, files);
    } catch (error) {
      const hasMoved = error instanceof CountersignError && error.code === 'block_conflict';
      if (!hasMoved || attempt >= maxAttempts) throw error;
    }
  }
}

async function importOnce(
  ports: ReviewPorts,
  { actor, project, remember }: ImportCommand,
  files: readonly SentFile[],
): Promise<ImportAnswer> {
  const { workspaceId, id: projectId } = project;
  const reviewId = ReviewId.parse(ports.ids.next('rev'));
  const at = timestamp(ports.clock.now());
  const origin: ReviewOrigin = { workspaceId, projectId, reviewId, by: actor.principalId, at };
  const { changes, answer } = await planImport(ports, project, origin, files);
  if (changes.length === 0) {
    const remembered = await remember(answer);
    if (remembered.length > 0) await ports.table.commit([memberIsStill(actor), ...remembered]);
    return answer;
  }
  await commitReview(ports, {
    workspaceId,
    projectId,
    reviewId,
    decision: selfDecided(actor, { reviewId, kind: 'import', at, reason: undefined }),
    changes,
    tally: { artifactsApplied: 0, artifactsSaved: 0, artifactsRejected: 0 },
    rest: async () => [
      memberIsStill(actor),
      imported(ports, actor, project, { reviewId, answer }),
      ...(await remember(answer)),
    ],
  });
  return answer;
}

function imported(
  ports: ReviewPorts,
  actor: Actor,
  project: ProjectPlace,
  { reviewId, answer }: { readonly reviewId: string; readonly answer: ImportAnswer },
): Write {
  const count = (change: string): number => answer.blocks.filter((block) => block.change === change).length;
  const [created, updated] = [count('created'), count('updated')];
  return tell(ports, {
    type: 'knowledge.imported',
    workspaceId: actor.workspaceId,
    projectId: project.id,
    actor: actor.principalId,
    summary: `${actor.displayName} imported ${answer.imported} files: ${created} blocks created, ${updated} updated.`,
    data: { reviewId, files: answer.imported, created, updated, skipped: answer.skipped.length },
  });
}

/** @throws CountersignError `invalid_request` with a pointer for each file that is no text, or is there twice */
function readFiles({ documents }: ImportDocuments): readonly SentFile[] {
  const errors: FieldError[] = [];
  const files: SentFile[] = [];
  const paths = new Set<string>();
  let sections = 0;
  for (const [index, document] of documents.entries()) {
    const { path } = document;
    const refusal: Refusal | undefined = paths.has(path)
      ? ['path', `${path} is in this import twice`]
      : whyNoText(document);
    paths.add(path);
    if (refusal) {
      errors.push({ pointer: `/documents/${index}/${refusal[0]}`, message: refusal[1] });
      continue;
    }
    const file = readFile(document);
    sections += file.sections.length;
    if (file.sections.length <= maxSectionsPerFile) files.push(file);
    else
      errors.push({
        pointer: `/documents/${index}/content`,
        message: `${path} has ${file.sections.length} sections, more than ${maxSectionsPerFile}`,
      });
  }
  if (sections > maxSectionsPerImport)
    errors.push({
      pointer: '/documents',
      message: `${sections} sections in one import, more than ${maxSectionsPerImport}`,
    });
  if (errors.length > 0) throw invalidRequest(errors.slice(0, 50));
  return files;
}

type Refusal = readonly [member: 'path' | 'content', message: string];
type SentDocument = ImportDocuments['documents'][number];

const readFile = ({ path, content, type }: SentDocument): SentFile => {
  const split = splitFile(path, content);
  return { ...split, path, knowledgeType: type ?? split.type ?? defaultType };
};

function whyNoText({ path, content }: SentDocument): Refusal | undefined {
  if (!isText(path)) return ['path', 'is no text'];
  return isText(content) ? undefined : ['content', `${path} is no text: it holds NUL or half characters`];
}

const isText = (given: string): boolean => given.isWellFormed() && !given.includes('\0');
