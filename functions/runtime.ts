/** What the process was told, read once, and the host's ports. Besides infra/settings.ts the only reader of the environment. */

import * as z from 'zod';
import { configurePlatform, platform as hostPlatform } from '#platform';
import { createSystemClock } from '../lib/platform/clock.ts';
import type { Platform } from '../lib/platform/index.ts';
import type { Claims, VerifyBearer } from './middleware/authenticate.ts';
import { bearerVerifier } from './middleware/authenticate.ts';
import type { TrustedIssuer } from './middleware/trusted-issuer.ts';

/** An empty variable counts as unset. */
const variable = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);
const onOrOff = (fallback: boolean) =>
  variable(
    z
      .enum(['on', 'off'])
      .transform((value) => value === 'on')
      .default(fallback),
  );

const environmentSchema = z.object({
  STAGE: variable(z.enum(['production', 'development', 'test'])),
  PUBLIC_URL: variable(z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))),
  LIVE_ENDPOINT: variable(z.url({ protocol: /^https?$/ })),
  OIDC_ISSUER: variable(z.string()),
  OIDC_CLIENT_ID: variable(z.string()),
  OIDC_AUDIENCE: variable(z.string().optional()),
  /** Where the secret is; there only for a client that has one. */
  SECRET_OIDC_CLIENT_SECRET: variable(z.string().optional()),
  RATE_LIMITS: onOrOff(true),
  TEST_CLOCK: onOrOff(false),
  MODEL_ID: variable(z.string().default('claude-sonnet-5-5')),
});

export interface RuntimeSettings {
  readonly stage: 'production' | 'development' | 'test';
  /** Where people reach the product, without a slash at the end. */
  readonly publicUrl: string;
  /** Where WebSockets are opened (ws: or wss:), without a query. */
  readonly liveUrl: string;
  /** Whose tokens are believed. */
  readonly issuers: readonly TrustedIssuer[];
  /** How the console signs people in. */
  readonly signIn: {
    readonly issuer: string;
    readonly clientId: string;
    /** The client proves itself with the secret `oidc-client-secret`; else it is a public client (PKCE). */
    readonly isConfidential: boolean;
  };
  readonly rateLimits: boolean;
  /** Lets tests move the time; refused in production. */
  readonly testClock: boolean;
  /** The model that agents use unless their profile names one. */
  readonly modelId: string;
  /** One log line for each request; without it, for failures only. */
  readonly logRequests: boolean;
  /** Whether everything that a first request needs is there. */
  readonly isReady: () => boolean;
}

interface Runtime {
  readonly settings: RuntimeSettings;
  readonly verifyBearer: VerifyBearer;
}

let runtime: Runtime | undefined;

/** For a host that knows its settings itself, instead of the environment; again for another host in the same process. */
export function configureRuntime(settings: RuntimeSettings): void {
  refuseTestClockInProduction(settings);
  runtime = { settings, verifyBearer: bearerVerifier(settings.issuers, createSystemClock()) };
}

/** @throws Error that names the variables that are missing or wrong. */
export const settings = (): RuntimeSettings => current().settings;

/** Who a bearer token speaks for. @throws CountersignError `unauthenticated`, `unavailable` */
export const verifyBearer = (token: string): Promise<Claims> => current().verifyBearer(token);

/** The host's ports. Where no host has given its settings, the environment is read first. */
export function platform(): Platform {
  current();
  return hostPlatform();
}

function current(): Runtime {
  if (runtime === undefined) {
    configurePlatform(process.env);
    configureRuntime(settingsFrom(process.env));
  }
  if (runtime === undefined) throw new Error('the runtime is not configured');
  return runtime;
}

function settingsFrom(environment: Readonly<Record<string, string | undefined>>): RuntimeSettings {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is incomplete. ${problems.join('; ')}`);
  }
  const { data } = parsed;
  return {
    stage: data.STAGE,
    publicUrl: data.PUBLIC_URL,
    liveUrl: data.LIVE_ENDPOINT.replace(/^http/, 'ws'),
    issuers: [
      {
        issuer: data.OIDC_ISSUER,
        ...(data.OIDC_AUDIENCE === undefined ? {} : { audience: data.OIDC_AUDIENCE }),
      },
    ],
    signIn: {
      issuer: data.OIDC_ISSUER,
      clientId: data.OIDC_CLIENT_ID,
      isConfidential: data.SECRET_OIDC_CLIENT_SECRET !== undefined,
    },
    rateLimits: data.RATE_LIMITS,
    testClock: data.TEST_CLOCK,
    modelId: data.MODEL_ID,
    logRequests: true,
    isReady: () => true,
  };
}

function refuseTestClockInProduction({ stage, testClock }: RuntimeSettings): void {
  if (testClock && stage === 'production')
    throw new Error('testClock is refused in production: it moves everybody’s time');
}
