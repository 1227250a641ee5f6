/** What a function is told about its resources. Each variable is asked for when its binding is first used, so a function needs only its own. */
import * as z from 'zod';
import { CountersignError } from '../../errors.ts';
import type { QueueName, SecretName } from '../ports.ts';
import type { TableName } from '../table.ts';

/** An empty variable counts as unset. */
const variable = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));

const environmentSchema = z.object({
  AWS_REGION: variable,
  /** Lambda gives a function its role's credentials, for as long as its process lives. */
  AWS_ACCESS_KEY_ID: variable,
  AWS_SECRET_ACCESS_KEY: variable,
  AWS_SESSION_TOKEN: variable,
  AWS_ENDPOINT_URL: variable,
  WORK_TABLE: variable,
  SUBSTRATE_TABLE: variable,
  AUDIT_TABLE: variable,
  BLOB_BUCKET: variable,
  MAIL_QUEUE_URL: variable,
  SESSION_STATE_MACHINE_ARN: variable,
  LIVE_ENDPOINT: variable,
  MAIL_SENDER: variable,
  MAIL_CONFIGURATION_SET: variable,
  MODEL_BASE_URL: variable,
  MODEL_PROVIDER: variable.pipe(z.enum(['anthropic', 'bedrock']).default('anthropic')),
  TEST_CLOCK: variable.pipe(z.enum(['on', 'off']).default('off')),
  SECRET_LINK_KEY: variable,
  SECRET_CURSOR_KEY: variable,
  SECRET_COOKIE_KEY: variable,
  SECRET_MODEL_KEY: variable,
  SECRET_OIDC_CLIENT_SECRET: variable,
});

export type AwsEnvironment = z.infer<typeof environmentSchema>;

export const tableVariables = {
  work: 'WORK_TABLE',
  substrate: 'SUBSTRATE_TABLE',
  audit: 'AUDIT_TABLE',
} as const satisfies Record<TableName, keyof AwsEnvironment>;
export const queueVariables = { mail: 'MAIL_QUEUE_URL' } as const satisfies Record<QueueName, keyof AwsEnvironment>;
export const secretVariables = {
  'link-key': 'SECRET_LINK_KEY',
  'cursor-key': 'SECRET_CURSOR_KEY',
  'cookie-key': 'SECRET_COOKIE_KEY',
  'model-key': 'SECRET_MODEL_KEY',
  'oidc-client-secret': 'SECRET_OIDC_CLIENT_SECRET',
} as const satisfies Record<SecretName, keyof AwsEnvironment>;

/** @throws CountersignError `internal` naming a variable whose value is none of those it may have. */
export function parseAwsEnvironment(environment: Readonly<Record<string, string | undefined>>): AwsEnvironment {
  const parsed = environmentSchema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new CountersignError('internal', `The environment is wrong. ${problems.join('; ')}`);
}

/** @throws CountersignError `internal` naming the variable that is missing. */
export function requireVariable(environment: AwsEnvironment, name: keyof AwsEnvironment): string {
  const value = environment[name];
  if (value === undefined) throw new CountersignError('internal', `The environment variable ${name} is missing.`);
  return value;
}
