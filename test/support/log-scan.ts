/** What no line of any log may hold, and what each line must name (I13). The same for both hosts. */

export interface KnownSecret {
  readonly what: string;
  readonly text: string;
}

/** Each is one of the product's own secrets, whoever wrote it down. */
const neverInLogs: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a bearer token or another JWT', /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/],
  ['a key of the Messages API', /\bsk-ant-[\w-]+/],
  ['the address of an approval link', /\/a\/[\w-]{30,}/],
  ['a mail address', /[\w.+-]+@[\w-]+\.[a-z]{2,}/i],
  ['a session cookie', /countersign-session=/],
  ['a nonce', /nonce["'=:\s]+[\w-]{16,}/i],
];

/** What a line of that event belongs to, and therefore names. */
const idsOfEvents: readonly (readonly [event: RegExp, ids: readonly string[]])[] = [
  [/^(http|page|live)\./, ['requestId']],
  [/^task\./, ['workspaceId', 'sessionId', 'execution']],
  [/^(doorbell|decision|cancel|execution)\./, ['workspaceId', 'sessionId', 'execution']],
  [/^model\.paid$/, ['workspaceId', 'sessionId', 'execution']],
  [/^message\./, ['messageId']],
  [/^due\.failed$/, ['kind']],
];

/** Path parameters that a line about such a route names as well, once the request found what it asks for. */
const idsOfRoutes = ['workspaceId', 'projectId', 'sessionId', 'checkpointId', 'artifactId'];

/**
 * @param lines with or without something before the line's own text
 * @param secrets exact texts that must not be there
 * @returns in words, without repeating the secret
 */
export function problemsOfLog(lines: readonly string[], secrets: readonly KnownSecret[] = []): readonly string[] {
  return lines.flatMap((line) => [...leaksOf(line, secrets), ...namelessIn(line)]);
}

function leaksOf(line: string, secrets: readonly KnownSecret[]): readonly string[] {
  const kinds = neverInLogs.filter(([, pattern]) => pattern.test(line)).map(([what]) => what);
  const exact = secrets.filter(({ text }) => line.includes(text)).map(({ what }) => what);
  return [...kinds, ...exact].map((what) => `${what} in a line that begins ${line.slice(0, 160)}`);
}

function namelessIn(line: string): readonly string[] {
  const entry = entryOf(line);
  if (entry === undefined) return [];
  const event = String(entry.event);
  const wanted = [
    ...(idsOfEvents.find(([pattern]) => pattern.test(event))?.[1] ?? []),
    ...(isAnswered(entry) ? idsOfRoutes.filter((name) => String(entry.route).includes(`{${name}}`)) : []),
  ];
  return wanted.filter((name) => entry[name] === undefined).map((name) => `no ${name} in ${line.slice(0, 300)}`);
}

/** Strangers, seekers of what is not there, and people who are sent to sign in: nothing of what they wrote is believed. */
const isAnswered = (entry: Readonly<Record<string, unknown>>): boolean =>
  entry.event === 'http.request' &&
  typeof entry.status === 'number' &&
  (entry.status < 300 || (entry.status < 400 && entry.principalId !== undefined));

function entryOf(line: string): Readonly<Record<string, unknown>> | undefined {
  const start = line.indexOf('{"level"');
  if (start === -1) return undefined;
  try {
    return JSON.parse(line.slice(start));
  } catch {
    return undefined;
  }
}
