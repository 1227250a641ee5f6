/** Everything a deployment may be told. Read from CDK context (`-c name=value`) and, where that is silent, from the environment (`COUNTERSIGN_NAME`). */
import * as z from 'zod';

const onOrOff = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const wholeNumber = z.coerce.number().int().positive();
const address = z.url({ protocol: /^https?$/ });
const addressWithoutSlash = address.transform((text) => text.replace(/\/+$/, ''));

/** CloudWatch keeps logs for these numbers of days only. */
const retentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653] as const;

const given = z.object({
  stage: z.enum(['production', 'development', 'test']),
  /** Address that mail comes from; its domain or itself must be a verified SES identity. */
  mailSender: z.email(),
  /** OIDC issuer of the people, to the letter as its tokens name it. Without one the deployment brings its own Cognito user pool. */
  issuer: address.optional(),
  /** The client the console signs in as, and the audience of API tokens unless `audience` says otherwise. */
  clientId: z.string().min(1).optional(),
  audience: z.string().min(1).optional(),
  /** The client has a secret, which the operator fills in as `oidc-client-secret`. Else it is a public client (PKCE). */
  confidentialClient: onOrOff.default(false),
  /** Where people reach the product; links in mail begin with it. Default: the address of the HTTP API. */
  publicUrl: addressWithoutSlash.optional(),
  /** What stands before id and stage of the WebSocket API, where it is not reached at AWS's own address. */
  liveBaseUrl: addressWithoutSlash.optional(),
  modelProvider: z.enum(['anthropic', 'bedrock']).default('anthropic'),
  /** A server that speaks the Messages API, instead of Anthropic's own. */
  modelBaseUrl: addressWithoutSlash.optional(),
  /** The model that agents use unless their profile names one. */
  modelId: z.string().min(1).optional(),
  /** Lets tests move the clock (`POST /test/clock`). */
  testClock: onOrOff.default(false),
  /** Limits per principal and on approval links, inside the product. */
  rateLimits: onOrOff.default(true),
  /** Requests per second and burst that the gateway lets through, over all callers. */
  gatewayRatePerSecond: wholeNumber.default(200),
  gatewayBurst: wholeNumber.default(400),
  logRetentionDays: wholeNumber.pipe(z.literal([...retentionDays])).default(90),
  /** What models may cost within a day, at list prices, before an alarm rings; it stops nothing. */
  spendAlarmUsdPerDay: z.coerce.number().positive().default(50),
  /** Where alarms are mailed. Without it they are only shown in CloudWatch. */
  alarmAddress: z.email().optional(),
});

const settingsSchema = given
  .refine((settings) => settings.issuer === undefined || settings.clientId !== undefined, {
    path: ['clientId'],
    message: 'is needed when issuer is given',
  })
  .refine((settings) => !(settings.testClock && settings.stage === 'production'), {
    path: ['testClock'],
    message: 'is refused in production',
  })
  .refine((settings) => settings.stage !== 'production' || settings.publicUrl?.startsWith('http:') !== true, {
    path: ['publicUrl'],
    message: 'must be https in production',
  });

export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;
export const settingNames = Object.keys(given.shape);

/** The environment variable of a setting: `mailSender` is `COUNTERSIGN_MAIL_SENDER`. */
export const environmentName = (setting: string): string =>
  `COUNTERSIGN_${setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/**
 * @param context answers a CDK context value, or undefined
 * @throws Error that names each setting that is missing or wrong, and both ways to give it
 */
export function readSettings(
  context: (name: string) => unknown,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const values = Object.fromEntries(
    settingNames.map((name) => [name, context(name) ?? environment[environmentName(name)]]),
  );
  const parsed = settingsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `  ${name} (-c ${name}=… or ${environmentName(name)}): ${issue.message}`;
  });
  throw new Error(`The deployment's settings are incomplete:\n${lines.join('\n')}`);
}
