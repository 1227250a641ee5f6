/**
 * The definitions that executions began with. An execution waits for a person for weeks and goes on under the
 * definition it started with, as on AWS, whatever was installed since. They are few and small, so none is forgotten.
 */
import type { Database } from '../database.ts';
import { compileDefinition } from './compile-definition.ts';
import type { Definition } from './definition.ts';
import { DefinitionRefused } from './definition-schema.ts';

export interface DefinitionArchive {
  /** Compiles today's definition of a workflow. @throws DefinitionRefused */
  install(workflow: string, source: unknown): Definition;
  /** Resolves when an installed definition is stored, so that an execution may refer to it. */
  store(definition: Definition): Promise<void>;
  /** The definition with this digest, or why it can no longer be run: it needs a task that is gone. */
  find(workflow: string, digest: string): Definition | DefinitionRefused;
}

const schema = `
  CREATE TABLE IF NOT EXISTS workflow_definition (digest TEXT PRIMARY KEY, source TEXT NOT NULL) STRICT;
`;
const insertDefinition = 'INSERT OR IGNORE INTO workflow_definition (digest, source) VALUES (?, ?)';
const selectSource = 'SELECT source FROM workflow_definition WHERE digest = ?';

export function createDefinitionArchive(database: Database, taskNames: readonly string[]): DefinitionArchive {
  database.define(schema);
  const compiled = new Map<string, Definition>();
  const sources = new Map<string, string>();
  const stored = new Set<string>();

  return {
    install(workflow, source) {
      const definition = compileDefinition(workflow, source, taskNames);
      compiled.set(definition.digest, definition);
      sources.set(definition.digest, JSON.stringify(source));
      return definition;
    },

    async store({ digest }) {
      const source = sources.get(digest);
      if (source === undefined || stored.has(digest)) return;
      await database.write((sql) => sql.prepare(insertDefinition).run(digest, source));
      stored.add(digest);
    },

    find(workflow, digest) {
      const known = compiled.get(digest);
      if (known !== undefined) return known;
      const row = database.read((sql) => sql.prepare(selectSource).get(digest));
      if (typeof row?.source !== 'string')
        return new DefinitionRefused(`workflow ${workflow}: ${digest} is not stored`);
      const definition = compileOrRefuse(workflow, row.source, taskNames);
      if (!(definition instanceof DefinitionRefused)) compiled.set(digest, definition);
      return definition;
    },
  };
}

function compileOrRefuse(
  workflow: string,
  source: string,
  taskNames: readonly string[],
): Definition | DefinitionRefused {
  try {
    return compileDefinition(workflow, JSON.parse(source), taskNames);
  } catch (error) {
    if (error instanceof DefinitionRefused) return error;
    throw error;
  }
}
