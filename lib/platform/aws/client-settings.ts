/** The same for every client. */
export const clientSettings = {
  /** Attempts of the SDK itself, with its own backoff; queues and sweepers try again later. */
  maxAttempts: 4,
  /** A function never waits on a dead connection until its own timeout. */
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 },
} as const;
