/** The part of the Amazon States Language the engine runs. Whatever else a definition says is refused, never ignored. */
import * as z from 'zod';

/** Step Functions' own longest wait and timeout. */
const maxSeconds = 99_999_999;
export const maxDelaySeconds = 31_622_400;
/** Our own safety limit; the real definitions have about a dozen states. */
const maxRetryAttempts = 1_000;

const json = z.json();
const comment = z.string().optional();
const seconds = z.int().min(0).max(maxSeconds);
const errorEquals = z.array(z.string().min(1)).min(1);
const assign = z.record(z.string().regex(/^(?!states$)[A-Za-z_]\w{0,79}$/, 'is not a variable name'), json).optional();

const retrier = z.strictObject({
  ErrorEquals: errorEquals,
  IntervalSeconds: z.int().min(1).max(maxSeconds).default(1),
  MaxAttempts: z.int().min(0).max(maxRetryAttempts).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(maxDelaySeconds).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
  Comment: comment,
});
export type RetrierSource = z.infer<typeof retrier>;

const catcher = z.strictObject({
  ErrorEquals: errorEquals,
  Next: z.string(),
  Output: json.optional(),
  Assign: assign,
  Comment: comment,
});

const onward = {
  Comment: comment,
  Output: json.optional(),
  Assign: assign,
  Next: z.string().optional(),
  End: z.literal(true).optional(),
};

const task = z.strictObject({
  Type: z.literal('Task'),
  ...onward,
  Resource: z.enum(['arn:aws:states:::lambda:invoke', 'arn:aws:states:::lambda:invoke.waitForTaskToken']),
  Arguments: z.strictObject({
    FunctionName: z.string().regex(/^\$\{\w+\}$/, `must be a substitution like \${taskName}`),
    Payload: json,
  }),
  TimeoutSeconds: z.int().min(1).max(maxSeconds),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
});

const choice = z.strictObject({
  Type: z.literal('Choice'),
  Comment: comment,
  Choices: z
    .array(
      z.strictObject({
        Condition: z.union([z.boolean(), z.string()]),
        Next: z.string(),
        Output: json.optional(),
        Assign: assign,
        Comment: comment,
      }),
    )
    .min(1),
  Default: z.string().optional(),
});

const wait = z.strictObject({
  Type: z.literal('Wait'),
  ...onward,
  Seconds: z.union([seconds, z.string()]).optional(),
  Timestamp: z.string().optional(),
});

const pass = z.strictObject({ Type: z.literal('Pass'), ...onward });
const succeed = z.strictObject({ Type: z.literal('Succeed'), Comment: comment, Output: json.optional() });
const fail = z.strictObject({
  Type: z.literal('Fail'),
  Comment: comment,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});

const state = z.discriminatedUnion('Type', [task, choice, wait, pass, succeed, fail]);
export type StateSource = z.infer<typeof state>;
export type SourceOf<T extends StateSource['Type']> = Extract<StateSource, { Type: T }>;

const definition = z.strictObject({
  Comment: comment,
  QueryLanguage: z.literal('JSONata'),
  StartAt: z.string(),
  States: z.record(z.string().min(1).max(80), state),
});
export type DefinitionSource = z.infer<typeof definition>;

/** A definition the engine will not run. The message names the workflow, the state and what is wrong. A programming error. */
export class DefinitionRefused extends Error {
  override readonly name = 'DefinitionRefused';
}

/** @throws DefinitionRefused listing every part that is unknown or malformed. */
export function parseDefinition(workflow: string, source: unknown): DefinitionSource {
  const parsed = definition.safeParse(source);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const [root, stateName, ...path] = issue.path.map(String);
    if (root !== 'States' || stateName === undefined) return `${issue.path.join('/')}: ${issue.message}`;
    return `state "${stateName}": ${path.join('/')}${path.length > 0 ? ': ' : ''}${issue.message}`;
  });
  throw new DefinitionRefused(`workflow ${workflow}: ${problems.join('; ')}`);
}
