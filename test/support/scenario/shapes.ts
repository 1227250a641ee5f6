/** What the interface answers, as far as scenarios look at it: written from its description, not from its schemas. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Decision {
  readonly reviewId: string;
  readonly quality: string;
  readonly verdicts: Readonly<Record<string, string>>;
  readonly decidedBy: string;
  readonly decidedAt: string;
  readonly via: string;
  readonly assurance: string;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
  readonly decision?: Decision;
  readonly currentDigest?: string;
  readonly currentStatus?: string;
  readonly conflicts?: readonly Readonly<Record<string, unknown>>[];
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly headRevision: number;
  readonly blockCounts: Readonly<Record<string, number>>;
  readonly documentCount: number;
}

export interface Block {
  readonly id: string;
  readonly title: string;
  readonly content: string;
  readonly type: string;
  readonly state: string;
  readonly version: number;
  readonly contentDigest: string;
  readonly createdBy: string;
  readonly citedBy: readonly string[];
}
export type BlockSummary = Omit<Block, 'content'> & { readonly excerpt: string; readonly sizeBytes: number };
export type BlockVersion = Block & { readonly reviewId: string; readonly artifactId?: string };

export interface KnowledgeDocument {
  readonly id: string;
  readonly title: string;
  readonly content: string;
  readonly state: string;
  readonly version: number;
  readonly blockIds: readonly string[];
}

export interface Imported {
  readonly imported: number;
  readonly blocks: readonly { readonly id: string; readonly title: string; readonly change: string }[];
  readonly documents: readonly { readonly id: string; readonly path: string; readonly change: string }[];
  readonly skipped: readonly { readonly path: string; readonly heading: string; readonly reason: string }[];
}

export interface Usage {
  readonly turns: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: string;
}

/** The pollable part of a session. */
export interface SessionState {
  readonly id: string;
  readonly status: string;
  readonly openCheckpointId?: string;
  readonly artifactsCount: number;
  readonly mutationsCount: number;
  readonly iterationsCount: number;
  readonly usage: Usage;
  readonly updatedAt: string;
  readonly queuedAt?: string;
  readonly failure?: { readonly code: string; readonly detail: string; readonly step: string };
}

export interface Session extends SessionState {
  readonly taskIntent: string;
  readonly taskType: string;
  readonly approvalStrategy: string;
  readonly agentProfileId: string;
  readonly executedByAgentId: string;
  readonly agentSessionId: string;
  readonly bundleId?: string;
  readonly initiatedBy: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
}

export interface Artifact {
  readonly id: string;
  readonly artifactType: string;
  readonly title: string;
  readonly content: string;
  readonly status: string;
  readonly agentConfidence?: number;
  readonly sources: readonly { readonly blockId?: string; readonly quote?: string }[];
  readonly riskLevel: string;
  readonly riskFactors: readonly { readonly code: string; readonly detail: string; readonly weight: number }[];
  readonly contentDigest: string;
  readonly targetBlockId?: string;
  readonly baseVersion?: number;
  readonly becomesBlockId?: string;
  readonly supersedesBlockId?: string;
  readonly createsDocumentId?: string;
  readonly revision: number;
}

export interface Checkpoint {
  readonly id: string;
  readonly sessionId: string;
  readonly sequence: number;
  readonly checkpointType: string;
  readonly reason: string;
  readonly content?: string;
  readonly status: string;
  readonly artifactIds: readonly string[];
  readonly digest: string;
  readonly effect: string;
  readonly policy: { readonly quorum: number; readonly roles: readonly string[] };
  readonly votes: readonly { readonly principalId: string; readonly quality: string }[];
  readonly dueAt: string | null;
  readonly decidedBy?: string;
  readonly decision?: Decision;
}

export interface Mutation {
  readonly id: string;
  readonly kind: string;
  readonly targetId: string;
  readonly fromVersion?: number;
  readonly toVersion?: number;
  readonly artifactId?: string;
  readonly reviewId: string;
  readonly at: string;
}

export interface Review {
  readonly reviewId: string;
  readonly status: string;
  readonly quality: string;
  readonly artifactsApplied: number;
  readonly artifactsSaved: number;
  readonly artifactsRejected: number;
  readonly mutations: readonly Mutation[];
  readonly headRevision: number;
}

export interface Turn {
  readonly number: number;
  readonly input: readonly unknown[];
  readonly output: readonly unknown[];
  readonly model: string;
}

export interface Iteration {
  readonly number: number;
  readonly trigger: string;
  readonly checkpointId: string;
  readonly feedback: string;
  readonly artifactIds: readonly string[];
  readonly requestedBy: string;
}

export interface Bundle {
  readonly id: string;
  readonly digest: string;
  readonly task: string;
  readonly contents: {
    readonly blocks: readonly { readonly id: string; readonly version: number; readonly content: string }[];
    readonly documents: readonly { readonly id: string }[];
  };
  readonly omitted: readonly { readonly id?: string; readonly reason: string }[];
  readonly metadata: { readonly totalBlocks: number; readonly headRevision: number };
}

export interface TimelineEvent {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly sessionId?: string;
  readonly projectId?: string;
  readonly actor: string;
  readonly summary: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

export interface ChainedEntry {
  readonly sequence: number;
  readonly contentHash: string;
  readonly previousHash: string;
  readonly hash: string;
  readonly projectId?: string;
  readonly content: { readonly entry: 'decision' | 'mutation'; readonly [member: string]: unknown };
}

export interface InboxItem {
  readonly checkpointId: string;
  readonly sessionId: string;
  readonly title: string;
  readonly dueAt: string | null;
  readonly link: string;
}

export interface OutboxItem {
  readonly id: string;
  readonly createdAt: string;
  readonly kind: string;
  readonly to: { readonly principalId: string; readonly address: string };
  readonly status: string;
  readonly checkpointId?: string;
  readonly text?: string;
  readonly html?: string;
}
