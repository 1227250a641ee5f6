/** Reads JSON that strangers sent: what JSON.parse lets pass silently is refused here. */
import { CountersignError } from '../../lib/errors.ts';

/** Deeper values are refused before anything walks through them. */
const maxDepth = 32;
const quote = 0x22;
const backslash = 0x5c;

/** @throws CountersignError `malformed_request` for bad syntax, depth > 32, a repeated or `__proto__` member, lone surrogates and numbers that overflow. */
export function parseJson(text: string): unknown {
  scan(text);
  const value = parsed(text);
  requireSound(value);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own words would repeat what was sent.
    if (error instanceof SyntaxError) throw malformed('The body is not JSON.');
    throw error;
  }
}

/** One pass over the text, before anything is built from it: nesting, and the names of members. */
function scan(text: string): void {
  /** For each open bracket the names seen so far; undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  let expectsName = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote: {
        const end = endOfString(text, at);
        if (expectsName) requireNewName(open.at(-1), text.slice(at, end + 1));
        expectsName = false;
        at = end;
        break;
      }
      case 0x7b: // {
        open.push(new Set());
        expectsName = true;
        break;
      case 0x5b: // [
        open.push(undefined);
        expectsName = false;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        open.pop();
        expectsName = false;
        break;
      case 0x2c: // ,
        expectsName = open.at(-1) !== undefined;
        break;
    }
    if (open.length > maxDepth) throw malformed(`The body is nested deeper than ${maxDepth} levels.`);
  }
}

/** Index of the closing quote, or the text's end. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes += 1;
  return backslashes % 2 === 1;
}

function requireNewName(names: Set<string> | undefined, literal: string): void {
  const name = literal.includes('\\') ? String(parsed(literal)) : literal.slice(1, -1);
  if (name === '__proto__') throw malformed('A member must not be named __proto__.');
  if (names?.has(name) === true) throw malformed('A member appears twice in one object.');
  names?.add(name);
}

/** The depth is bounded by now. */
function requireSound(value: unknown): void {
  if (typeof value === 'string' && !value.isWellFormed()) throw malformed('A text holds half of a character.');
  if (typeof value === 'number' && !Number.isFinite(value)) throw malformed('A number is too large.');
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!name.isWellFormed()) throw malformed('A name holds half of a character.');
    requireSound(member);
  }
}

const malformed = (detail: string): CountersignError => new CountersignError('malformed_request', detail);
