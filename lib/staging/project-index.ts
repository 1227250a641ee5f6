import MiniSearch from 'minisearch';
import type { BlockBody, DocumentBody } from '../substrate/index.ts';
import { termsOf } from './search-terms.ts';

/** The beginning of a block says what it is about; more of it is not indexed. */
const indexedCharacters = 32 * 1024;
const titleBoost = 2;
/** Blocks that went or changed leave their terms behind; with so many, and more than half of the index, it is built anew. */
const staleLimit = 500;

export interface Ranked {
  readonly id: string;
  readonly score: number;
}

/** What of a project an agent can be given: blocks that are accepted or locked, published documents, and a ranking over the blocks. */
export interface ProjectIndex {
  readonly revision: number;
  readonly chainCount: number;
  readonly characters: number;
  readonly blocks: ReadonlyMap<string, BlockBody>;
  readonly documents: ReadonlyMap<string, DocumentBody>;
  /** The documents that cite a block. */
  citing(blockId: string): ReadonlySet<string>;
  /** Blocks that hold terms of the text, best first (BM25 over title and content). */
  rank(text: string): readonly Ranked[];
  isStale(): boolean;
  apply(changes: IndexChanges): void;
}

/** What moved between two revisions; undefined = the target is not there any longer. */
export interface IndexChanges {
  readonly revision: number;
  readonly chainCount: number;
  readonly blocks: readonly (readonly [string, { readonly body: BlockBody; readonly content: string } | undefined])[];
  readonly documents: readonly (readonly [string, DocumentBody | undefined])[];
}

const none: ReadonlySet<string> = new Set();

export function createProjectIndex(): ProjectIndex {
  const blocks = new Map<string, BlockBody>();
  const documents = new Map<string, DocumentBody>();
  const citations = new Map<string, Set<string>>();
  const terms = new MiniSearch<{ id: string; title: string; content: string }>({
    fields: ['title', 'content'],
    tokenize: termsOf,
    processTerm: (term) => term,
    autoVacuum: false,
  });
  let revision = -1;
  let chainCount = 0;
  let characters = 0;
  let stale = 0;

  const putBlock = (id: string, next: IndexChanges['blocks'][number][1]): void => {
    if (terms.has(id)) {
      terms.discard(id);
      stale += 1;
    }
    blocks.delete(id);
    if (next === undefined) return;
    blocks.set(id, next.body);
    const content = next.content.slice(0, indexedCharacters);
    terms.add({ id, title: next.body.title, content });
    characters += content.length;
  };
  const putDocument = (id: string, next: DocumentBody | undefined): void => {
    for (const blockId of documents.get(id)?.blockIds ?? []) citations.get(blockId)?.delete(id);
    documents.delete(id);
    if (next === undefined) return;
    documents.set(id, next);
    for (const blockId of next.blockIds) citations.set(blockId, (citations.get(blockId) ?? new Set()).add(id));
  };

  return {
    get revision() {
      return revision;
    },
    get chainCount() {
      return chainCount;
    },
    get characters() {
      return characters;
    },
    blocks,
    documents,
    citing: (blockId) => citations.get(blockId) ?? none,
    rank: (text) => terms.search(text, { boost: { title: titleBoost } }).map(({ id, score }) => ({ id, score })),
    isStale: () => stale > staleLimit && stale > blocks.size / 2,
    apply(changes) {
      for (const [id, next] of changes.blocks) putBlock(id, next);
      for (const [id, next] of changes.documents) putDocument(id, next);
      revision = changes.revision;
      chainCount = changes.chainCount;
    },
  };
}
