/** Executions as rows: one row each, rewritten at every commit. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { ExecutionDescription } from '../../ports.ts';
import type { Database } from '../database.ts';
import type { EndStanding, Execution, RunningExecution, RunningStanding, Standing } from './execution.ts';

export interface ExecutionStore {
  /** False when the name was used before: nothing is written then. */
  insert(execution: Execution, now: number, pace?: 'patient'): Promise<boolean>;
  /** Moves an execution on from the revision before; false when another event was faster or it has ended. */
  replace(execution: Execution, now: number, pace?: 'patient'): Promise<boolean>;
  /** Notes that a callback's own task has returned, so that a restart does not invoke it again. */
  markInvoked(token: string): Promise<void>;
  abort(workflow: string, name: string, cause: string, now: number): Promise<void>;
  describe(workflow: string, name: string): ExecutionDescription | undefined;
  /** Whether it still runs and stands where it is said to, as far as anything is committed. */
  isAt(execution: RunningExecution): boolean;
  findByToken(token: string): RunningExecution | undefined;
  /** Executions whose time has come, the longest overdue first. */
  findDue(now: number, limit: number): readonly RunningExecution[];
  nextDueAt(): number | undefined;
  /** Executions whose task was in flight when the process ended, in pages: `after` is the last page's cursor. */
  findInFlight(
    after: number,
    limit: number,
  ): { readonly executions: readonly RunningExecution[]; readonly after: number };
  /** Forgets at most `limit` executions that ended before; answers how many. */
  prune(endedBefore: number, limit: number): Promise<number>;
}

const schema = `
  CREATE TABLE IF NOT EXISTS workflow_execution (
    id INTEGER PRIMARY KEY,
    workflow TEXT NOT NULL,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    input TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    revision INTEGER NOT NULL,
    standing TEXT,
    position TEXT,
    token TEXT,
    due_at INTEGER,
    ended_at INTEGER,
    error TEXT,
    cause TEXT,
    UNIQUE (workflow, name)
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS workflow_execution_token ON workflow_execution (token) WHERE token IS NOT NULL;
  CREATE INDEX IF NOT EXISTS workflow_execution_due ON workflow_execution (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX IF NOT EXISTS workflow_execution_in_flight ON workflow_execution (id) WHERE standing IN ('task', 'callback-task');
  CREATE INDEX IF NOT EXISTS workflow_execution_ended ON workflow_execution (ended_at);
`;

const insertRow = `INSERT INTO workflow_execution
  (workflow, name, definition, input, started_at, status, revision, standing, position, token, due_at, ended_at, error, cause)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workflow, name) DO NOTHING`;
const moveRow = `UPDATE workflow_execution SET revision = ?, standing = ?, position = ?, token = ?, due_at = ?
  WHERE workflow = ? AND name = ? AND revision = ? AND ended_at IS NULL`;
const endRow = `UPDATE workflow_execution SET revision = ?, status = ?, ended_at = ?, error = ?, cause = ?,
  standing = NULL, position = NULL, token = NULL, due_at = NULL
  WHERE workflow = ? AND name = ? AND revision = ? AND ended_at IS NULL`;
const abortRow = `UPDATE workflow_execution SET revision = revision + 1, status = 'aborted', ended_at = ?, cause = ?,
  standing = NULL, position = NULL, token = NULL, due_at = NULL
  WHERE workflow = ? AND name = ? AND ended_at IS NULL`;
/** No new revision: the token may be used while this is written, and nothing it leads to changes. */
const markRow = `UPDATE workflow_execution SET standing = 'callback' WHERE token = ?`;
const pruneRows = `DELETE FROM workflow_execution WHERE id IN
  (SELECT id FROM workflow_execution WHERE ended_at < ? ORDER BY ended_at LIMIT ?)`;

const selectByToken = `SELECT * FROM workflow_execution WHERE token = ?`;
const selectDue = `SELECT * FROM workflow_execution WHERE due_at <= ? ORDER BY due_at LIMIT ?`;
const selectNextDue = `SELECT due_at FROM workflow_execution WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1`;
const selectInFlight = `SELECT * FROM workflow_execution
  WHERE standing IN ('task', 'callback-task') AND id > ? ORDER BY id LIMIT ?`;
const selectStanding = `SELECT 1 FROM workflow_execution
  WHERE workflow = ? AND name = ? AND revision = ? AND ended_at IS NULL`;
const selectOutcome = `SELECT status, error, cause FROM workflow_execution WHERE workflow = ? AND name = ?`;

export function createExecutionStore(database: Database): ExecutionStore {
  database.define(schema);
  const find = (query: string, ...parameters: (string | number)[]): RunningExecution[] =>
    database.read((sql) =>
      sql
        .prepare(query)
        .all(...parameters)
        .map((row) => toExecution(row as unknown as StoredRow)),
    );

  return {
    insert: (execution, now, pace) => database.write((sql) => insertExecution(sql, execution, now), pace),
    replace: (execution, now, pace) => database.write((sql) => replaceExecution(sql, execution, now), pace),
    markInvoked: (token) => database.write((sql) => void sql.prepare(markRow).run(token), 'patient'),
    abort: (workflow, name, cause, now) =>
      database.write((sql) => void sql.prepare(abortRow).run(now, cause, workflow, name)),
    describe: (workflow, name) => database.read((sql) => toDescription(sql.prepare(selectOutcome).get(workflow, name))),
    isAt: ({ workflow, name, revision }) =>
      database.read((sql) => sql.prepare(selectStanding).get(workflow, name, revision) !== undefined),
    findByToken: (token) => find(selectByToken, token)[0],
    findDue: (now, limit) => find(selectDue, now, limit),
    nextDueAt: () => database.read((sql) => sql.prepare(selectNextDue).get()?.due_at as number | undefined),
    findInFlight: (after, limit) =>
      database.read((sql) => {
        const rows = sql.prepare(selectInFlight).all(after, limit) as unknown as StoredRow[];
        return { executions: rows.map(toExecution), after: rows.at(-1)?.id ?? after };
      }),
    prune: (endedBefore, limit) =>
      database.write((sql) => Number(sql.prepare(pruneRows).run(endedBefore, limit).changes)),
  };
}

function insertExecution(sql: DatabaseSync, execution: Execution, now: number): boolean {
  const { workflow, name, definition, input, startedAt, revision, standing } = execution;
  const fixed = [workflow, name, definition, JSON.stringify(input), startedAt] as const;
  const columns =
    standing.at === 'end'
      ? ([standing.status, revision, null, null, null, null, now, ...outcomeColumns(standing)] as const)
      : (['running', revision, ...standingColumns(standing), null, null, null] as const);
  return sql.prepare(insertRow).run(...fixed, ...columns).changes === 1;
}

function replaceExecution(sql: DatabaseSync, execution: Execution, now: number): boolean {
  const { workflow, name, revision, standing } = execution;
  const before = [workflow, name, revision - 1] as const;
  const done =
    standing.at === 'end'
      ? sql.prepare(endRow).run(revision, standing.status, now, ...outcomeColumns(standing), ...before)
      : sql.prepare(moveRow).run(revision, ...standingColumns(standing), ...before);
  return done.changes === 1;
}

function outcomeColumns(standing: EndStanding): readonly [error: string | null, cause: string | null] {
  return standing.status === 'failed' ? [standing.error, standing.cause] : [null, null];
}

function standingColumns(
  standing: RunningStanding,
): readonly [at: string, position: string, token: string | null, dueAt: number | null] {
  const token = 'token' in standing ? standing.token : null;
  const dueAt = 'dueAt' in standing ? standing.dueAt : null;
  return [standing.at, JSON.stringify(standing.position), token, dueAt];
}

/** A running execution's columns, as written above. */
interface StoredRow {
  readonly id: number;
  readonly workflow: string;
  readonly name: string;
  readonly definition: string;
  readonly input: string;
  readonly started_at: number;
  readonly revision: number;
  readonly standing: Standing['at'];
  readonly position: string;
  readonly token: string | null;
  readonly due_at: number | null;
}

function toExecution(row: StoredRow): RunningExecution {
  return {
    workflow: row.workflow,
    name: row.name,
    definition: row.definition,
    input: JSON.parse(row.input),
    startedAt: row.started_at,
    revision: row.revision,
    standing: {
      at: row.standing,
      position: JSON.parse(row.position),
      ...(row.token === null ? {} : { token: row.token }),
      ...(row.due_at === null ? {} : { dueAt: row.due_at }),
    } as RunningStanding,
  };
}

function toDescription(row: Record<string, SQLOutputValue> | undefined): ExecutionDescription | undefined {
  if (row === undefined) return undefined;
  return {
    status: row.status as ExecutionDescription['status'],
    ...(typeof row.error === 'string' ? { error: row.error } : {}),
    ...(typeof row.cause === 'string' ? { cause: row.cause } : {}),
  };
}
