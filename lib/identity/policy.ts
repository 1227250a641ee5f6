import * as z from 'zod';
import { Role, Share } from './schema.ts';

export const RiskLevel = z.enum(['low', 'medium', 'high', 'critical']);
export type RiskLevel = z.infer<typeof RiskLevel>;
const order: Record<RiskLevel, number> = { low: 0, medium: 1, high: 2, critical: 3 };
/** Whether `level` is at or below `limit`. */
export const isAtMost = (level: RiskLevel, limit: RiskLevel): boolean => order[level] <= order[limit];
export const highestRisk = (levels: readonly RiskLevel[]): RiskLevel =>
  levels.reduce((highest, level) => (order[level] > order[highest] ? level : highest), 'low');

export const CheckpointType = z.enum(['plan_approval', 'mid_work_review', 'artifact_review', 'final_approval']);
export type CheckpointType = z.infer<typeof CheckpointType>;

const LadderStep = z.strictObject({ afterSeconds: z.int().min(1).max(31_536_000), do: z.enum(['remind', 'expire']) });
const DecidingRole = z.enum(['owner', 'admin', 'reviewer']);

/** A workspace's approval policy. Each key has its default, so an empty object is the default policy. */
export const Policy = z.strictObject({
  /** May who started a session decide on it? */
  selfApproval: z.enum(['forbidden', 'allowed']).default('forbidden'),
  /** How many people must approve. */
  quorum: z.int().min(1).max(20).default(1),
  /** Roles whose single rejection closes a checkpoint. (Any rejection does today; kept for finer policies.) */
  vetoRoles: z.array(Role).max(5).default([]),
  /** Roles that may decide, per checkpoint type; a type that is not named takes owner, admin and reviewer. */
  checkpointRoles: z.partialRecord(CheckpointType, z.array(DecidingRole).min(1).max(3)).default({}),
  /** What happens to a checkpoint that waits, in order of time. */
  slaLadder: z
    .array(LadderStep)
    .max(10)
    .default([
      { afterSeconds: 86_400, do: 'remind' },
      { afterSeconds: 259_200, do: 'expire' },
    ]),
  /** Up to this risk a mailed link decides without signing in. */
  linkMaxRisk: RiskLevel.default('medium'),
  autoApproval: z.strictObject({ enabled: z.boolean().default(false) }).default({ enabled: false }),
  /** Most substrate changes per session, and per day in the workspace. */
  mutationLimits: z
    .strictObject({
      perSession: z.int().min(1).max(5000).default(500),
      perDay: z.int().min(1).max(1_000_000).default(10_000),
    })
    .default({ perSession: 500, perDay: 10_000 }),
  /** Sessions whose agents work at the same time. */
  concurrency: z.int().min(1).max(1000).default(10),
  /** What trust automatic approval will need once there is a track record. */
  trustThresholds: z
    .strictObject({ minDecisions: z.int().min(1).default(20), minApprovalRate: Share.default(0.95) })
    .default({ minDecisions: 20, minApprovalRate: 0.95 }),
  applyApprovedRest: z.boolean().default(false),
});
export type Policy = z.infer<typeof Policy>;

const decidingRoles: readonly Role[] = ['owner', 'admin', 'reviewer'];
/** The roles whose vote counts on a checkpoint of this type (G6). */
export const rolesThatDecide = (policy: Policy, type: CheckpointType): readonly Role[] =>
  policy.checkpointRoles[type] ?? decidingRoles;
