/** What is kept of a run: its trace, its log, what the model was told, and what was wrong. */
import { createHash } from 'node:crypto';
import type { Json, Log, Model } from '../../../lib/platform/index.ts';
import { keyOfWrite } from './mirror.ts';
import { nameOf, type PortCall } from './port-call.ts';

export interface Record {
  readonly violations: readonly string[];
  readonly logged: readonly string[];
  readonly heardByModel: readonly string[];
  readonly log: Log;
  violate(what: string): void;
  /** Adds a call to the trace, with what came of it. */
  note(call: PortCall, number: number, outcome: string): void;
  /** The model, overheard. */
  listening(model: Model): Model;
  /** Of the trace: equal for equal runs. */
  hash(): string;
}

const shownHexCharacters = 16;

/** @param elapsedMs virtual time since the run began */
export function createRecord(elapsedMs: () => number): Record {
  const trace = createHash('sha256');
  const violations: string[] = [];
  const logged: string[] = [];
  const heardByModel: string[] = [];
  const logAs = (level: string) => (event: string, fields?: Readonly<{ [field: string]: Json }>) =>
    void logged.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`);
  return {
    violations,
    logged,
    heardByModel,
    log: { info: logAs('info'), error: logAs('error') },
    violate: (what) => void violations.push(what),
    note(call, number, outcome) {
      const rows = call.writes.map((write) => `${write.kind} ${keyOfWrite(write).sk}`).join();
      trace.update(`${number} ${elapsedMs()} ${nameOf(call)} ${rows} ${outcome}\n`);
    },
    listening: (model) => ({
      turn(request) {
        heardByModel.push(JSON.stringify([request.system, request.messages]));
        return model.turn(request);
      },
    }),
    hash: () => trace.copy().digest('hex').slice(0, shownHexCharacters),
  };
}
