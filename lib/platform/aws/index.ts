/** `#platform` in Lambda bundles (import condition `aws`). */
import { CountersignError } from '../../errors.ts';
import { createMovableClock, createSystemClock } from '../clock.ts';
import { createIds } from '../ids.ts';
import { createLog } from '../log.ts';
import type { Platform } from '../platform.ts';
import type { Table } from '../table.ts';
import {
  bindBlobs,
  bindEngine,
  bindMailer,
  bindModel,
  bindPush,
  bindQueue,
  bindSecrets,
  bindTable,
} from './bindings.ts';
import { type AwsEnvironment, parseAwsEnvironment } from './environment.ts';
import { createConnect } from './wire/connect.ts';

let configured: Platform | undefined;

/** Called once per process, by the only reader of its variables. Reaches for nothing yet. @throws CountersignError `internal` for a wrong value. */
export function configurePlatform(environment: Readonly<Record<string, string | undefined>>): void {
  configured = assemble(parseAwsEnvironment(environment));
}

/** @throws CountersignError `internal` before `configurePlatform`. A port whose variable is missing says so, by name, when first used. */
export function platform(): Platform {
  if (configured === undefined) throw new CountersignError('internal', 'The platform is not configured.');
  return configured;
}

function assemble(environment: AwsEnvironment): Platform {
  const systemClock = createSystemClock();
  const testClock = environment.TEST_CLOCK === 'on' ? createMovableClock(systemClock, () => table) : undefined;
  const clock = testClock ?? systemClock;
  const ids = createIds(clock);
  const connect = createConnect(environment);
  const table: Table = bindTable(environment, connect, clock, ids);
  const secrets = bindSecrets(environment, connect, clock);
  return {
    table,
    blobs: bindBlobs(environment, connect),
    queue: bindQueue(environment, connect),
    engine: bindEngine(environment, connect),
    mailer: bindMailer(environment, connect, clock),
    push: bindPush(environment, connect),
    secrets,
    model: bindModel(environment, clock, ids, secrets),
    clock,
    ids,
    log: createLog(clock),
    testClock,
    refreshClock: async () => testClock?.refresh(),
  };
}
