import * as z from 'zod';
import { idOf, PrincipalId, Timestamp, WorkspaceId } from '../identity/index.ts';

export const ProjectId = idOf('prj');
export type ProjectId = z.infer<typeof ProjectId>;
export const BlockId = idOf('blk');
export type BlockId = z.infer<typeof BlockId>;
export const DocumentId = idOf('doc');
export type DocumentId = z.infer<typeof DocumentId>;
export const ReviewId = idOf('rev');
export type ReviewId = z.infer<typeof ReviewId>;
export const MutationId = idOf('mut');
export type MutationId = z.infer<typeof MutationId>;
export const Sha256 = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);

/** Block content ≤ 256 KiB of UTF-8. */
export const maxContentBytes = 256 * 1024;
export const Content = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= maxContentBytes, 'must be at most 262144 bytes');
export const Title = z.string().trim().min(1).max(500);
/** What a block is about, in a word: `knowledge`, `decision`, `finding` … */
export const KnowledgeType = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[a-z][a-z0-9_-]*$/);

export const blockStates = ['proposed', 'accepted', 'locked', 'superseded', 'retracted'] as const;
export const BlockState = z.enum(blockStates);
export type BlockState = z.infer<typeof BlockState>;
export const documentStates = ['draft', 'published', 'archived'] as const;
export const DocumentState = z.enum(documentStates);
export type DocumentState = z.infer<typeof DocumentState>;

/** The head of a project: its revision moves with every visible change; the audit chain's end hangs on it. */
export const Project = z.object({
  id: ProjectId,
  workspaceId: WorkspaceId,
  name: z.string(),
  description: z.string(),
  headRevision: z.int().min(0),
  blockCounts: z.record(BlockState, z.int().min(0)),
  documentCount: z.int().min(0),
  createdBy: PrincipalId,
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Project = z.infer<typeof Project>;
export const CreateProject = z.strictObject({
  name: z.string().trim().min(1).max(200),
  description: z.string().max(5000).optional(),
});
export type CreateProject = z.infer<typeof CreateProject>;
export const EditProject = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  description: z.string().max(5000).optional(),
});
export type EditProject = z.infer<typeof EditProject>;

/** One version of a block or document; the content is inline up to 8 KB, else in Blobs under its digest. */
export const BlockSummary = z.object({
  id: BlockId,
  title: z.string(),
  excerpt: z.string(),
  type: z.string(),
  state: BlockState,
  version: z.int().min(1),
  contentDigest: Sha256,
  sizeBytes: z.int().min(0),
  createdBy: z.string(),
  mutationId: MutationId,
  /** ids of the documents that cite it */
  citedBy: z.array(DocumentId),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type BlockSummary = z.infer<typeof BlockSummary>;
export const Block = BlockSummary.omit({ excerpt: true }).extend({ content: z.string() });
export type Block = z.infer<typeof Block>;
/** An older version is shown with state `superseded`. `reviewId` and `artifactId` say why it is so. */
export const BlockVersion = Block.omit({ citedBy: true }).extend({
  reviewId: ReviewId,
  artifactId: idOf('art').optional(),
});
export type BlockVersion = z.infer<typeof BlockVersion>;

export const DocumentSummary = z.object({
  id: DocumentId,
  title: z.string(),
  excerpt: z.string(),
  type: z.string(),
  state: DocumentState,
  version: z.int().min(1),
  contentDigest: Sha256,
  sizeBytes: z.int().min(0),
  blockIds: z.array(BlockId),
  createdBy: z.string(),
  mutationId: MutationId,
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type DocumentSummary = z.infer<typeof DocumentSummary>;
export const KnowledgeDocument = DocumentSummary.omit({ excerpt: true }).extend({ content: z.string() });
export type KnowledgeDocument = z.infer<typeof KnowledgeDocument>;
export const DocumentVersion = KnowledgeDocument.extend({ reviewId: ReviewId, artifactId: idOf('art').optional() });
export type DocumentVersion = z.infer<typeof DocumentVersion>;

export const Insight = z.object({
  id: idOf('art'),
  title: z.string(),
  content: z.string(),
  agentConfidence: z.number().min(0).max(1).optional(),
  sessionId: idOf('ses'),
  reviewId: ReviewId,
  createdAt: Timestamp,
});
export type Insight = z.infer<typeof Insight>;

export const CreateBlock = z.strictObject({ title: Title, content: Content, type: KnowledgeType });
export type CreateBlock = z.infer<typeof CreateBlock>;
export const GiveReason = z.strictObject({ reason: z.string().trim().min(1).max(2000).optional() });
export type GiveReason = z.infer<typeof GiveReason>;

export const ImportDocuments = z.strictObject({
  documents: z
    .array(z.strictObject({ path: z.string().min(1).max(1000), content: z.string(), type: KnowledgeType.optional() }))
    .min(1)
    .max(1000),
});
export type ImportDocuments = z.infer<typeof ImportDocuments>;
export const ImportAnswer = z.object({
  imported: z.int(),
  blocks: z.array(z.object({ id: BlockId, title: z.string(), change: z.enum(['created', 'updated', 'unchanged']) })),
  documents: z.array(
    z.object({
      id: DocumentId,
      title: z.string(),
      path: z.string(),
      change: z.enum(['created', 'updated', 'unchanged']),
    }),
  ),
  skipped: z.array(z.object({ path: z.string(), heading: z.string(), reason: z.string() })),
});
export type ImportAnswer = z.infer<typeof ImportAnswer>;

/** A file for agents of one type. */
export const Asset = z.object({
  id: idOf('ast'),
  projectId: ProjectId,
  agentType: z.enum(['research', 'content', 'reporting', 'external']),
  type: z.string(),
  permanence: z.enum(['permanent', 'temporary']),
  taskId: z.string().optional(),
  fileName: z.string(),
  contentType: z.string(),
  contentDigest: Sha256,
  sizeBytes: z.int(),
  createdBy: PrincipalId,
  createdAt: Timestamp,
  signedUrl: z.string().optional(),
  signedUrlExpiresAt: Timestamp.optional(),
});
export type Asset = z.infer<typeof Asset>;
export const CreateAsset = z.strictObject({
  agentType: z.enum(['research', 'content', 'reporting', 'external']),
  type: KnowledgeType,
  permanence: z.enum(['permanent', 'temporary']),
  taskId: z.string().max(100).optional(),
  fileName: z
    .string()
    .min(1)
    .max(255)
    .refine((name) => !/[/\\\p{Cc}]/u.test(name), 'must be a plain file name'),
  contentType: z
    .string()
    .min(3)
    .max(100)
    .regex(/^[\w.+-]+\/[\w.+-]+$/),
  contentBase64: z.base64(),
});
export type CreateAsset = z.infer<typeof CreateAsset>;
