import * as z from 'zod';
import { AgentConfig, AgentType, TaskType } from '../agents/index.ts';
import { idOf, Timestamp } from '../identity/index.ts';

export const maxBundleBlocks = 50;
export const maxBundleDocuments = 10;

/**
 * The frozen context that an agent works from (T2-T4). Content-addressed: `digest` covers everything but id and stagedAt.
 * What could not be taken in is named in `omitted`, never silently dropped.
 */
export const Bundle = z.object({
  id: idOf('bdl'),
  digest: z.string(),
  projectId: idOf('prj'),
  task: z.string(),
  taskType: TaskType,
  priority: z.enum(['critical', 'high', 'medium', 'low']),
  agentType: AgentType,
  agentConfig: AgentConfig,
  agentName: z.string(),
  agentInstructions: z.string().optional(),
  /** taskConfiguration of the request */
  userRequirements: z.record(z.string(), z.unknown()),
  /** blocks that the request named */
  targetBlockIds: z.array(z.string()),
  contents: z.object({
    blocks: z.array(
      z.object({
        id: z.string(),
        version: z.int(),
        state: z.string(),
        title: z.string(),
        content: z.string(),
        score: z.number(),
      }),
    ),
    documents: z.array(
      z.object({
        id: z.string(),
        version: z.int(),
        title: z.string(),
        content: z.string(),
        blockIds: z.array(z.string()),
      }),
    ),
    assets: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        fileName: z.string(),
        contentType: z.string(),
        content: z.string().optional(),
      }),
    ),
  }),
  omitted: z.array(z.object({ id: z.string().optional(), reason: z.string() })),
  metadata: z.object({ totalBlocks: z.int(), headRevision: z.int(), stagedAt: Timestamp }),
});
export type Bundle = z.infer<typeof Bundle>;
