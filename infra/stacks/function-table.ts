/**
 * What each function may touch, in one place. The name is the file: `api/sessions` is functions/api/sessions.ts.
 * The audit table can only be read and appended to; only functions that govern write the substrate.
 */
import type { QueueName, SecretName } from '../../lib/platform/index.ts';
import type { BlobAccess, WorkflowRight } from '../constructs/bindings.ts';
import type { Settings } from '../settings.ts';

export interface FunctionEntry {
  readonly work?: 'read' | 'write';
  readonly substrate?: 'read' | 'write';
  readonly audit?: 'read' | 'append';
  readonly blobs?: BlobAccess;
  readonly sendsTo?: readonly QueueName[];
  readonly secrets?: readonly SecretName[];
  readonly workflow?: readonly WorkflowRight[];
  readonly mailer?: true;
  readonly model?: true;
  /** Takes messages of this queue. */
  readonly consumes?: QueueName;
  /** Takes the changes of the work table. */
  readonly follows?: 'work';
  /** Runs every minute. */
  readonly everyMinute?: true;
  /** There only where tests may move the clock, never in production. */
  readonly onTestStagesOnly?: true;
  /** @default 1024 */
  readonly memoryMegabytes?: number;
  /** @default 29 */
  readonly timeoutSeconds?: number;
}

/** Lists are paged by signed cursors; console sessions arrive as sealed cookies on the API as well. */
const apiSecrets = ['cursor-key', 'cookie-key'] as const;
/** Deciding applies: the audit chain grows, the substrate changes, the waiting execution is woken, the next mail is queued. */
const governs = {
  work: 'write',
  substrate: 'write',
  audit: 'append',
  blobs: 'write',
  sendsTo: ['mail', 'work'],
  workflow: ['wake'],
} as const satisfies FunctionEntry;

const api: Readonly<Record<string, FunctionEntry>> = {
  'api/service': { work: 'read' },
  'api/workspaces': { work: 'write', secrets: apiSecrets },
  'api/projects': { work: 'write', substrate: 'write', audit: 'append', secrets: apiSecrets },
  'api/knowledge': { work: 'write', substrate: 'write', audit: 'append', blobs: 'write', secrets: apiSecrets },
  'api/audit': { work: 'read', substrate: 'read', audit: 'read', blobs: 'read', secrets: apiSecrets },
  'api/agents': { work: 'write', secrets: apiSecrets },
  'api/sessions': {
    work: 'write',
    substrate: 'read',
    audit: 'read',
    blobs: 'write',
    sendsTo: ['mail', 'work'],
    secrets: apiSecrets,
    workflow: ['start', 'stop', 'wake', 'describe'],
  },
  'api/artifacts': { work: 'write', substrate: 'read', audit: 'read', blobs: 'write', secrets: apiSecrets },
  'api/checkpoints': { ...governs, secrets: apiSecrets },
  'api/inbox': { work: 'write', blobs: 'read', secrets: apiSecrets },
};

/** The doors for people: links in mail, and the console with everything the API can do. */
const doors: Readonly<Record<string, FunctionEntry>> = {
  'approvals/open-link': {
    work: 'read',
    substrate: 'read',
    audit: 'read',
    blobs: 'read',
    secrets: ['link-key', 'cookie-key'],
  },
  'approvals/submit-decision': { ...governs, secrets: ['link-key', 'cookie-key'] },
  'console/index': {
    ...governs,
    secrets: ['cursor-key', 'cookie-key', 'oidc-client-secret'],
    workflow: ['start', 'stop', 'wake', 'describe'],
  },
};

/** An agent's turns may take long, and many of them fit one invocation. */
const longestSeconds = 900;

const workflow: Readonly<Record<string, FunctionEntry>> = {
  'workflow/stage-bundle': { work: 'write', substrate: 'read', blobs: 'write', timeoutSeconds: 120 },
  'workflow/run-agent': {
    work: 'write',
    blobs: 'write',
    model: true,
    memoryMegabytes: 1769,
    timeoutSeconds: longestSeconds,
  },
  'workflow/open-checkpoint': { work: 'write', blobs: 'read', sendsTo: ['mail'], workflow: ['wake'] },
  'workflow/read-decision': { work: 'write', audit: 'read' },
  'workflow/begin-iteration': { work: 'write', blobs: 'write' },
  'workflow/assess-work': { work: 'write', substrate: 'read', blobs: 'read' },
  'workflow/apply-review': { ...governs, timeoutSeconds: longestSeconds },
  'workflow/close-session': { work: 'write', sendsTo: ['mail', 'work'], workflow: ['start'] },
  'workflow/record-failure': { work: 'write', sendsTo: ['mail'] },
};

const events: Readonly<Record<string, FunctionEntry>> = {
  'events/send-mail': {
    work: 'write',
    blobs: 'read',
    secrets: ['link-key'],
    mailer: true,
    consumes: 'mail',
    timeoutSeconds: 60,
  },
  'events/write-timelines': { work: 'write', follows: 'work', timeoutSeconds: 60 },
};

/** Expires what is overdue, rings bells again, finishes what was left half done. */
const sweeps = {
  ...governs,
  workflow: ['start', 'wake', 'stop', 'describe'],
  timeoutSeconds: 55,
} as const satisfies FunctionEntry;

const schedule: Readonly<Record<string, FunctionEntry>> = {
  'schedule/run-due': { ...sweeps, everyMinute: true },
  'schedule/move-clock': { ...sweeps, onTestStagesOnly: true, timeoutSeconds: 29 },
};

const everything: Readonly<Record<string, FunctionEntry>> = { ...api, ...doors, ...workflow, ...events, ...schedule };

/** The functions of a deployment, by name. */
export function functionTable(settings: Pick<Settings, 'testClock'>): Readonly<Record<string, FunctionEntry>> {
  return Object.fromEntries(
    Object.entries(everything).filter(([, entry]) => entry.onTestStagesOnly !== true || settings.testClock),
  );
}
