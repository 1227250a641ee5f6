/** Structured log, one JSON object per line. What must never be read in a log is taken out here, whoever forgets it. */
import type { Clock, Log } from './ports.ts';
import type { Json } from './table.ts';

const redacted = '[redacted]';
/** Names whose texts are secrets or personal data. Numbers under such names are counts (`inputTokens`) and stay. */
const sensitiveName =
  /token|authorization|cookie|secret|password|passphrase|credential|signature|api[-_]?key|private[-_]?key|e-?mail|mail[-_]?address|recipient/i;
/** Bounded repetition on both sides of the @, so that no input makes matching slow. */
const mailAddress = /[^\s<>"'@,;:]{1,64}@[^\s<>"'@,;:]{1,255}/g;
const bearerOrJwt = /\bBearer\s+[^\s"']+|\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*/g;
const anthropicKey = /\bsk-ant-[\w-]+/g;
const maxTextCharacters = 4_000;
const maxDepth = 6;
const maxMembers = 100;

type Members = Readonly<Record<string, Json | undefined>>;

/** `write` takes one line with its line break; the process's standard output by default. */
export function createLog(clock: Clock, write: (line: string) => void = writeToStandardOutput): Log {
  const line = (level: 'info' | 'error', event: string, fields: Readonly<Record<string, Json>> = {}): void => {
    const time = new Date(clock.now()).toISOString();
    write(`${JSON.stringify({ level, time, event, ...redactMembers(fields, 0) })}\n`);
  };
  return {
    info: (event, fields) => line('info', event, fields),
    error: (event, fields) => line('error', event, fields),
  };
}

function writeToStandardOutput(line: string): void {
  process.stdout.write(line);
}

function redactMembers(fields: Members, depth: number): Record<string, Json> {
  const members = Object.entries(fields).slice(0, maxMembers);
  return Object.fromEntries(
    members.flatMap(([name, value]) => (value === undefined ? [] : [[name, redact(name, value, depth)]])),
  );
}

function redact(name: string, value: Json, depth: number): Json {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (sensitiveName.test(name)) return redacted;
  if (typeof value === 'string') return redactText(value);
  if (depth >= maxDepth) return '[too deep]';
  if (isList(value)) return value.slice(0, maxMembers).map((member) => redact('', member, depth + 1));
  return redactMembers(value, depth + 1);
}

function redactText(text: string): string {
  const shown = text.length > maxTextCharacters ? `${text.slice(0, maxTextCharacters)}…` : text;
  return shown.replace(bearerOrJwt, redacted).replace(anthropicKey, redacted).replace(mailAddress, redacted);
}

function isList(value: readonly Json[] | Members): value is readonly Json[] {
  return Array.isArray(value);
}
