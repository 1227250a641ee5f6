/** Puts the embedded host together: platform, sign-in, HTTP, and what runs beside requests. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { configureRuntime, type RuntimeSettings } from '../../functions/runtime.ts';
import { type LocalPlatform, openLocalPlatform } from '../../lib/platform/local/index.ts';
import { holdsEvent } from '../../lib/timeline/index.ts';
import { createBackground } from './background.ts';
import { createDispatch } from './dispatch.ts';
import type { HostSettings } from './host-settings.ts';
import { addressOf } from './http-event.ts';
import { listen } from './http-server.ts';
import { acceptLive, liveUrlOf } from './live-sockets.ts';
import { createModelFetch, inProcessModelUrl } from './offline-model/index.ts';
import { embeddedAudience, embeddedIssuer } from './oidc/personal-token.ts';
import { openSigningKey, publicKeyOf } from './oidc/signing-key.ts';
import { people } from './people.ts';
import { seed } from './seed.ts';
import { sendResult } from './send-result.ts';
import { serveFile } from './serve-file.ts';
import { definitions, tasks } from './workflow-definitions.ts';

const consoleClientId = 'countersign-console';
/** How long a stop waits for requests that are being answered; a long poll is cut. */
const graceMs = 2_000;

export interface RunningHost {
  /** Where to open it, without a slash at the end. */
  readonly url: string;
  readonly platform: LocalPlatform;
  /** Ends gracefully: no new requests, running ones answered, everything on disk. */
  stop(): Promise<void>;
}

export interface HostOptions extends HostSettings {
  /** Takes the lines of the log. @default standard output */
  readonly writeLog?: (line: string) => void;
}

type End = () => Promise<void>;

/** @throws Error when the port or the data folder is taken, or a setting is refused; nothing of the host goes on running then. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const endings: End[] = [];
  const stop = async (): Promise<void> => {
    // No new requests first; then what was started last, because it leans on what was started before it.
    const [closePort, ...others] = endings.splice(0);
    await closePort?.();
    for (const end of others.reverse()) await end();
  };
  try {
    return { ...(await start(options, endings)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: HostOptions, endings: End[]): Promise<Pick<RunningHost, 'url' | 'platform'>> {
  let answer = starting;
  const server = await listen(options.port, (request, response) => answer(request, response));
  endings.push(() => server.close(graceMs));
  const testClock = options.stage !== 'production';
  const platform = await openLocalPlatform({
    dataFolder: options.dataFolder,
    environment: options.environment,
    definitions,
    tasks,
    publicUrl: server.url,
    offlineModel: { baseUrl: inProcessModelUrl, fetch: createModelFetch() },
    testClock,
    isFollowed: holdsEvent,
    ...(options.writeLog === undefined ? {} : { writeLog: options.writeLog }),
  });
  endings.push(() => platform.close());
  acceptLive(server, platform);
  let ready = false;
  configureRuntime(runtimeSettings(options, { publicUrl: server.url, testClock, isReady: () => ready }));
  const background = createBackground(platform);
  endings.push(() => background.stop());
  answer = listenerOf(platform, { publicUrl: server.url, dataFolder: options.dataFolder, runDue: background.runDue });
  if (!options.empty) await seed(platform, options.modelId);
  await background.start();
  ready = true;
  return { url: server.url, platform };
}

/** Between taking the port and being ready to answer. */
function starting(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '1' }).end();
}

function runtimeSettings(
  options: HostOptions,
  host: Pick<RuntimeSettings, 'publicUrl' | 'testClock' | 'isReady'>,
): RuntimeSettings {
  const keys = { keys: [{ ...publicKeyOf(openSigningKey(options.dataFolder)) }] };
  const oidcIssuer = `${host.publicUrl}/oidc`;
  return {
    ...host,
    liveUrl: liveUrlOf(host.publicUrl),
    stage: options.stage,
    issuers: [
      { issuer: embeddedIssuer, audience: embeddedAudience, keys },
      { issuer: oidcIssuer, audience: embeddedAudience, keys },
    ],
    signIn: { issuer: oidcIssuer, clientId: consoleClientId, isConfidential: false },
    rateLimits: options.rateLimits,
    modelId: options.modelId,
    logRequests: options.logRequests,
  };
}

function listenerOf(
  platform: LocalPlatform,
  host: { readonly publicUrl: string; readonly dataFolder: string; readonly runDue: () => Promise<void> },
): (request: IncomingMessage, response: ServerResponse) => void {
  const { publicUrl, dataFolder } = host;
  const { log } = platform;
  const dispatch = createDispatch(host.runDue);
  const clients = [{ clientId: consoleClientId, redirectUris: [`${publicUrl}/auth/callback`] }];
  // It takes a quarter of a second and some megabytes, for which a host that only serves programs has no use.
  const oidc = onDemand(async () => {
    const { createOidcProvider } = await import('./oidc/provider.ts');
    return createOidcProvider({ issuer: `${publicUrl}/oidc`, dataFolder, people, clients, log });
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { path } = addressOf(request);
    if (path === '/oidc' || path.startsWith('/oidc/')) (await oidc())(request, response);
    else if (path.startsWith('/files/')) await serveFile(platform, publicUrl, request, response);
    else {
      const result = await dispatch(request, platform.clock.now());
      await platform.settled();
      sendResult(response, result, request.method);
    }
  };
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A caller who went away is no failure of ours.
      if (!request.destroyed || request.complete) log.error('host.failed', { error: String(error) });
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { connection: 'close' }).end();
    });
  };
}

/** @returns what `load` gives, loaded once, by the first who asks for it */
function onDemand<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}
