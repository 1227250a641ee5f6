/** What the embedded host may be told by the environment. An empty variable counts as unset. */
import * as z from 'zod';
import { dataFolderOf } from './data-folder.ts';
import { offlineModelId } from './offline-model/index.ts';

const defaultPort = 4400;
/** Where the environment names a model's server and no model. */
const defaultModelId = 'claude-sonnet-5-5';

const variable = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);
const onOrOff = variable(
  z
    .enum(['on', 'off'])
    .default('off')
    .transform((value) => value === 'on'),
);

const environmentSchema = z.object({
  PORT: variable(z.coerce.number().int().min(0).max(65_535).default(defaultPort)),
  COUNTERSIGN_STAGE: variable(z.enum(['production', 'development', 'test']).default('development')),
  COUNTERSIGN_RATE_LIMITS: onOrOff,
  COUNTERSIGN_REQUEST_LOG: onOrOff,
  MODEL_ID: variable(z.string().optional()),
});

export interface HostSettings {
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataFolder: string;
  readonly stage: 'production' | 'development' | 'test';
  readonly rateLimits: boolean;
  /** A log line for every request, not only for failures. */
  readonly logRequests: boolean;
  /** The model that agents use unless their profile names one. */
  readonly modelId: string;
  /** Where adapters find what is theirs: ANTHROPIC_API_KEY, MODEL_BASE_URL, MODEL_PROVIDER, AWS_REGION. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Starts without the example workspace. */
  readonly empty: boolean;
}

/** Whether the environment names a model; without one the offline model works. */
const namesModel = ({
  ANTHROPIC_API_KEY,
  MODEL_BASE_URL,
  MODEL_PROVIDER,
}: Readonly<Record<string, string | undefined>>): boolean =>
  Boolean(ANTHROPIC_API_KEY || MODEL_BASE_URL || MODEL_PROVIDER === 'bedrock');

/** @throws Error that names the variables that are wrong. */
export function hostSettings(
  environment: Readonly<Record<string, string | undefined>>,
  flags: readonly string[],
): HostSettings {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is wrong. ${problems.join('; ')}`);
  }
  const unknown = flags.filter((flag) => flag !== '--empty');
  if (unknown.length > 0)
    throw new Error(`Unknown: ${unknown.join(' ')}. There is --empty, to start without the example.`);
  const { data } = parsed;
  return {
    port: data.PORT,
    dataFolder: dataFolderOf(environment),
    stage: data.COUNTERSIGN_STAGE,
    rateLimits: data.COUNTERSIGN_RATE_LIMITS,
    logRequests: data.COUNTERSIGN_REQUEST_LOG,
    modelId: data.MODEL_ID ?? (namesModel(environment) ? defaultModelId : offlineModelId),
    environment,
    empty: flags.includes('--empty'),
  };
}
