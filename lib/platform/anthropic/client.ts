/** The SDK client of one turn. Bedrock's SDK is large and loaded only where it is configured. */
import { BaseAnthropic } from '@anthropic-ai/sdk/client';

export const anthropicBaseUrl = 'https://api.anthropic.com';

/** Servers on one's own machine often want no key, but the SDK refuses to send a request without one. */
const keyOfKeylessServers = 'none';

interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ClientSettings {
  readonly baseUrl?: string;
  readonly timeoutMs: number;
  /** Brings requests to a server that is not on the network. @default the platform's own */
  readonly fetch?: typeof fetch;
  readonly bedrock?: {
    readonly region: string;
    /** @default those that the SDK finds on this machine */
    readonly credentials?: RoleCredentials;
  };
}

/**
 * A client that sends each request once and logs nothing.
 * The model's answer takes minutes at most, so pooling is left to `fetch`; making a client costs microseconds.
 */
export async function openClient(settings: ClientSettings, apiKey: string): Promise<BaseAnthropic> {
  const common = {
    maxRetries: 0,
    timeout: settings.timeoutMs,
    logLevel: 'off',
    // A redirect could carry the key to another host.
    fetchOptions: { redirect: 'manual' },
    openTelemetry: { traces: { contentMode: 'metadata_only' } },
  } as const;
  if (settings.bedrock !== undefined) {
    const { AnthropicBedrock } = await import('@anthropic-ai/bedrock-sdk/client');
    const { region, credentials } = settings.bedrock;
    const baseURL = settings.baseUrl ?? `https://bedrock-runtime.${region}.amazonaws.com`;
    const signsAs = credentials && { providerChainResolver: async () => async () => credentials };
    // `null` keeps the SDK from picking a bearer token out of the environment: the role's credentials sign.
    return new AnthropicBedrock({ ...common, ...signsAs, awsRegion: region, apiKey: null, baseURL });
  }
  return new BaseAnthropic({
    ...common,
    apiKey: apiKey === '' ? keyOfKeylessServers : apiKey,
    // Given always, or the SDK would take it from the environment.
    baseURL: settings.baseUrl ?? anthropicBaseUrl,
    ...(settings.fetch === undefined ? {} : { fetch: settings.fetch }),
  });
}
