import { createIds } from '../../lib/platform/ids.ts';
import { type Database, openDatabase } from '../../lib/platform/local/database.ts';
import { createLocalWorkflowEngine, type LocalWorkflowEngine } from '../../lib/platform/local/workflow/index.ts';
import { callback } from '../support/asl-cases/case.ts';
import { definitionOf } from '../support/asl-cases.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';
import { contractStates, workflowEngineContract } from './workflow-engine-contract.ts';

const states = contractStates((fields) =>
  callback('ask', fields, { name: '{% $states.context.Execution.Name %}', token: '{% $states.context.Task.Token %}' }),
);
const definitions = { session: definitionOf({ name: 'contract', status: 'succeeded', states }) };

let database: Database;
let engine: LocalWorkflowEngine;
afterEach(async () => {
  await engine.close();
  database.close();
});

workflowEngineContract('the embedded host', async () => {
  const clock = createManualClock();
  const asked: { readonly name: string; readonly token: string }[] = [];
  database = openDatabase(':memory:');
  engine = createLocalWorkflowEngine({
    database,
    clock,
    ids: createIds(clock),
    log: { info: () => undefined, error: () => undefined },
    definitions,
    tasks: {
      ask: async (payload) => {
        asked.push(payload as (typeof asked)[number]);
        return null;
      },
    },
  });
  const tokensOf = (name: string) => asked.filter((given) => given.name === name).map(({ token }) => token);
  return {
    engine,
    async tokens(name, count) {
      await until(`${name} was given ${count} tokens`, () => tokensOf(name).length >= count);
      return tokensOf(name);
    },
    async pass(seconds) {
      clock.pass(seconds);
      await engine.runDue();
    },
  };
});
