/** The other ports. Each has one contract suite in test/contract that both adapters pass. */
import type { Json } from './table.ts';

/** The only source of time (invariant I15). Epoch milliseconds. */
export interface Clock {
  now(): number;
  /** Waits real time; the only sleep in the product. */
  sleep(ms: number): Promise<void>;
}

/** The only source of randomness. */
export interface Ids {
  /** `prefix_` + 26 time-sortable characters (Crockford base 32, ULID layout). Strictly ascending within a process. */
  next<P extends string>(prefix: P): `${P}_${string}`;
  /** `bytes` random bytes as base64url. */
  secret(bytes: number): string;
  /** Uniform in [0, 1). For jitter. */
  random(): number;
}

export interface Blobs {
  /** Stores under the content's own digest (`sha256:` + hex) and returns it; storing the same bytes again is harmless. */
  put(workspaceId: string, content: string | Uint8Array, contentType?: string): Promise<string>;
  /** @throws CountersignError `internal` when a digest that was stored is missing or its bytes do not match. */
  get(workspaceId: string, digest: string): Promise<Uint8Array>;
  has(workspaceId: string, digest: string): Promise<boolean>;
  /** An address that gives the bytes to whoever holds it until it expires. */
  signedUrl(
    workspaceId: string,
    digest: string,
    options: { readonly fileName: string; readonly contentType: string; readonly expiresInSeconds: number },
  ): Promise<string>;
}

/** Sessions that wait for a place are rows, not messages. */
export type QueueName = 'mail';
export interface Queue {
  /** At-least-once delivery of a small JSON message to the host's consumer of that queue. `delaySeconds` 0..900. */
  send(queue: QueueName, message: Json, options?: { readonly delaySeconds?: number }): Promise<void>;
}

export interface ExecutionDescription {
  readonly status: 'running' | 'succeeded' | 'failed' | 'timed_out' | 'aborted';
  readonly error?: string;
  readonly cause?: string;
}

export interface WorkflowEngine {
  /** Starts an execution of a deployed definition. A name that was used before counts as started. */
  start(workflow: 'session', name: string, input: Json): Promise<void>;
  /** Completes a waiting task. `gone` = the token was used, has timed out or its execution ended: normal and harmless. */
  wake(token: string, output: Json): Promise<'woken' | 'gone'>;
  stop(workflow: 'session', name: string, cause: string): Promise<void>;
  describe(workflow: 'session', name: string): Promise<ExecutionDescription | undefined>;
}

export interface Mail {
  /** Same id, same mail: sending twice is harmless where the transport can tell. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}
export interface Mailer {
  /** @throws CountersignError `unavailable` (try later) or `invalid_request` (never will be accepted). */
  send(mail: Mail): Promise<void>;
  /** The body as it was sent, where the host keeps it (embedded only; on AWS always undefined). */
  sent(id: string): Promise<{ readonly text: string; readonly html: string } | undefined>;
}

/** Open WebSocket connections, by the id that the host gave them. */
export interface Push {
  /** `gone`: it is closed, and never comes back. @throws CountersignError `unavailable` */
  send(connectionId: string, text: string): Promise<'sent' | 'gone'>;
  /** Ends it; one that has ended already is left alone. @throws CountersignError `unavailable` */
  close(connectionId: string): Promise<void>;
}

/** Named secrets. @throws CountersignError `internal` naming the secret (never its value) when it is missing. */
export interface Secrets {
  get(name: SecretName): Promise<string>;
}
/** `model-key` may be absent: then `get` answers an empty string. */
export type SecretName = 'link-key' | 'cursor-key' | 'cookie-key' | 'model-key' | 'oidc-client-secret';

/** One turn of the Anthropic Messages API; content blocks are passed through byte for byte. */
export interface ModelRequest {
  readonly model: string;
  readonly system: readonly Json[];
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: Json }[];
  readonly tools: readonly Json[];
  readonly maxTokens: number;
}
export type ModelAnswer =
  | {
      readonly outcome: 'answered';
      /** The assistant's content array exactly as received. */
      readonly content: readonly Json[];
      readonly stopReason:
        | 'end_turn'
        | 'tool_use'
        | 'max_tokens'
        | 'stop_sequence'
        | 'pause_turn'
        | 'refusal'
        | 'model_context_window_exceeded'
        | (string & {});
      /** The model id that answered. */
      readonly model: string;
      readonly usage: {
        readonly inputTokens: number;
        readonly outputTokens: number;
        readonly cacheReadTokens: number;
        readonly cacheWriteTokens: number;
        /** searches of the web that the service made, and charges for */
        readonly webSearches?: number;
      };
    }
  /** 429, 529, 5xx, timeouts and broken connections, after the adapter's own bounded retries. */
  | { readonly outcome: 'unavailable'; readonly detail: string; readonly retryAfterSeconds?: number }
  /** The request can never succeed: bad key, unknown model, invalid request. The detail never holds the key. */
  | { readonly outcome: 'refused_request'; readonly status: number; readonly detail: string };
export interface Model {
  turn(request: ModelRequest): Promise<ModelAnswer>;
}

/** One line of structured log. Never a token, key, task token or mail address. */
export interface Log {
  info(event: string, fields?: Readonly<Record<string, Json>>): void;
  error(event: string, fields?: Readonly<Record<string, Json>>): void;
}
