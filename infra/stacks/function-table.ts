/**
 * What each function may touch, in one place. The name is the file: `api/sessions` is functions/api/sessions.ts.
 * The audit table can only be read and appended to; only functions that govern write the substrate.
 */
import type { QueueName, SecretName } from '../../lib/platform/index.ts';
import type { BlobAccess, WorkflowRight } from '../constructs/bindings.ts';
import type { Settings } from '../settings.ts';

export interface FunctionEntry {
  readonly work?: 'read' | 'write';
  /** Takes what is due, in every workspace. */
  readonly takesDue?: true;
  readonly substrate?: 'read' | 'write';
  readonly audit?: 'read' | 'append';
  readonly blobs?: BlobAccess;
  readonly sendsTo?: readonly QueueName[];
  readonly secrets?: readonly SecretName[];
  readonly workflow?: readonly WorkflowRight[];
  readonly mailer?: true;
  /** Sends to open WebSockets. */
  readonly pushes?: true;
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

/** What the chain of every API request needs: who asks, what the path names, repeated requests, signed cursors. */
const answers = {
  work: 'write',
  substrate: 'read',
  blobs: 'write',
  secrets: ['cursor-key'],
} as const satisfies FunctionEntry;
/** The same for a function that answers GET only. */
const shows = { ...answers, work: 'read', blobs: 'read' } as const satisfies FunctionEntry;
/** Deciding applies: the audit chain grows, the substrate changes, the waiting execution is woken. */
const governs = {
  work: 'write',
  substrate: 'write',
  audit: 'append',
  blobs: 'write',
  workflow: ['wake'],
} as const satisfies FunctionEntry;

const api: Readonly<Record<string, FunctionEntry>> = {
  // Answers what no route matches: 405 only for what exists.
  'api/service': { work: 'read', substrate: 'read', audit: 'read' },
  'api/workspaces': { work: 'write', secrets: ['cursor-key'] },
  'api/projects': { ...answers, substrate: 'write' },
  'api/knowledge': { ...answers, substrate: 'write', audit: 'append' },
  // A long export is a file.
  'api/audit': { ...shows, audit: 'read', blobs: 'write' },
  'api/agents': answers,
  'api/sessions': { ...answers, audit: 'read', workflow: ['start', 'stop'] },
  'api/artifacts': shows,
  'api/checkpoints': { ...answers, ...governs },
  // A ticket for live updates is a row, and no answer of it is kept.
  'api/inbox': { work: 'write', substrate: 'read', secrets: ['cursor-key'] },
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
    workflow: ['start', 'stop', 'wake'],
  },
  'console/import': { work: 'write', substrate: 'write', audit: 'append', blobs: 'write', secrets: ['cookie-key'] },
};

/** A virtual processor of its own, and as long as Lambda allows: many turns fit one invocation. */
const longestSeconds = 900;
const oneProcessorMegabytes = 1769;
/** Above the definition's 60 s for a task, so that it is the workflow that gives up, and says so. */
const taskSeconds = 65;

/** Freezing knowledge into a bundle; the audit chain says what has changed since the index was made. */
const stages = {
  work: 'write',
  substrate: 'read',
  audit: 'read',
  blobs: 'write',
  timeoutSeconds: taskSeconds,
} as const satisfies FunctionEntry;

/** Ending or waiting frees a place, which the next session in the queue takes: hence `start`. */
const workflow: Readonly<Record<string, FunctionEntry>> = {
  'workflow/stage-bundle': stages,
  'workflow/run-agent': {
    work: 'write',
    blobs: 'write',
    model: true,
    memoryMegabytes: oneProcessorMegabytes,
    timeoutSeconds: longestSeconds,
  },
  'workflow/open-checkpoint': {
    work: 'write',
    substrate: 'read',
    blobs: 'read',
    sendsTo: ['mail'],
    workflow: ['start', 'wake'],
    timeoutSeconds: taskSeconds,
  },
  'workflow/begin-iteration': stages,
  // For executions that were begun with an older definition.
  'workflow/assess-work': { work: 'read', timeoutSeconds: taskSeconds },
  'workflow/apply-review': {
    work: 'write',
    substrate: 'write',
    audit: 'append',
    blobs: 'write',
    timeoutSeconds: 125,
  },
  'workflow/close-session': { work: 'write', workflow: ['start'], timeoutSeconds: taskSeconds },
  'workflow/record-failure': { work: 'write', workflow: ['start'], timeoutSeconds: taskSeconds },
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
  'events/push-events': { work: 'write', follows: 'work', pushes: true, timeoutSeconds: 60 },
  'live/connection': { work: 'write' },
};

/** Expires what is overdue, rings bells again, starts lost executions, finishes what was left half done. */
const sweeps = {
  ...governs,
  takesDue: true,
  sendsTo: ['mail'],
  workflow: ['start', 'wake', 'describe'],
} as const satisfies FunctionEntry;

const schedule: Readonly<Record<string, FunctionEntry>> = {
  'schedule/run-due': { ...sweeps, everyMinute: true, timeoutSeconds: 55 },
  'schedule/move-clock': { ...sweeps, onTestStagesOnly: true },
};

const everything: Readonly<Record<string, FunctionEntry>> = { ...api, ...doors, ...workflow, ...events, ...schedule };

/** The functions of a deployment, by name. */
export function functionTable(settings: Pick<Settings, 'testClock'>): Readonly<Record<string, FunctionEntry>> {
  return Object.fromEntries(
    Object.entries(everything).filter(([, entry]) => entry.onTestStagesOnly !== true || settings.testClock),
  );
}
