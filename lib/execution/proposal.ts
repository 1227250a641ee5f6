/** The five kinds of proposals, brought to one form. */
import type { ArtifactRevision } from '../artifacts/index.ts';
import { unreachable } from '../errors.ts';
import type { Desk } from './desk.ts';
import type { ToolCall } from './tools.ts';

/** What an artifact is made of, before it has an id. */
export type Proposal = Pick<
  ArtifactRevision,
  | 'artifactType'
  | 'outputKind'
  | 'title'
  | 'knowledgeType'
  | 'blockIds'
  | 'fileName'
  | 'contentType'
  | 'targetBlockId'
  | 'baseVersion'
  | 'sources'
  | 'sourceContextIds'
> & {
  readonly content: string;
  readonly confidence: number;
  readonly reasoning: string;
  readonly revises: string | undefined;
};

export type ProposingCall = Exclude<ToolCall, { tool: 'request_checkpoint' | 'read_bundle_item' | 'finish' }>;
export const isProposing = (call: ToolCall): call is ProposingCall =>
  call.tool !== 'request_checkpoint' && call.tool !== 'read_bundle_item' && call.tool !== 'finish';

const outputKinds = {
  research: 'research_finding',
  content: 'content_draft',
  reporting: 'report',
  external: 'generic_output',
} as const;

/** What blocks and documents are about where the agent does not say. */
const defaultBlockType = 'finding';
const defaultDocumentType = 'document';

export function proposalOf(desk: Desk, call: ProposingCall): Proposal {
  const { title, content, confidence, reasoning, revises } = call.input;
  const sources = 'sources' in call.input ? call.input.sources : [];
  const common = { content, confidence, reasoning, revises, outputKind: outputKinds[desk.session.agentType], sources };
  switch (call.tool) {
    case 'propose_block':
      return {
        ...common,
        artifactType: 'block_proposal',
        title: call.input.title,
        knowledgeType: call.input.type ?? defaultBlockType,
        sourceContextIds: citedIds(sources),
      };
    case 'propose_block_update': {
      const target = desk.blocks.get(call.input.blockId);
      return {
        ...common,
        artifactType: 'block_update',
        title: title ?? target?.title ?? '',
        targetBlockId: call.input.blockId,
        ...(target === undefined ? {} : { baseVersion: target.version }),
        sourceContextIds: citedIds(sources),
      };
    }
    case 'create_document': {
      const blockIds = [...new Set(call.input.blockIds)];
      return {
        ...common,
        artifactType: 'document_creation',
        title: call.input.title,
        knowledgeType: call.input.type ?? defaultDocumentType,
        blockIds,
        sourceContextIds: citedIds(sources, blockIds),
      };
    }
    case 'record_insight':
      return { ...common, artifactType: 'insight', title: call.input.title, sourceContextIds: citedIds(sources) };
    case 'deliver_file':
      return {
        ...common,
        artifactType: 'external_deliverable',
        title: call.input.title,
        fileName: call.input.fileName,
        contentType: call.input.contentType,
        sourceContextIds: [],
      };
    default:
      return unreachable(call);
  }
}

/** The items of the bundle that an artifact rests on, each once. */
const citedIds = (sources: Proposal['sources'], blockIds: readonly string[] = []): string[] => [
  ...new Set([
    ...sources.flatMap(({ blockId, documentId }) => [blockId, documentId].filter((id) => id !== undefined)),
    ...blockIds,
  ]),
];
