/** The definitions as AWS will judge them. */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import * as z from 'zod';
import { placeholdersOf } from '../../infra/constructs/session-workflow.ts';
import { functionTable } from '../../infra/stacks/function-table.ts';
import { resourcesOf, synthesize } from '../support/aws/synthesized.ts';

const files = globSync('infra/workflows/*.asl.json');
const validate: (definition: unknown) => { isValid: boolean; errorsText: () => string } = createRequire(
  import.meta.url,
)('asl-validator');
const State = z.looseObject({ Type: z.string(), Assign: z.record(z.string(), z.unknown()).optional() });
const Definition = z.looseObject({ QueryLanguage: z.string(), States: z.record(z.string(), State) });
/** Fields of the other query language. AWS refuses them in a JSONata state; the validator doesn't. */
const foreignFields = [
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Parameters',
  'ItemsPath',
  'Variable',
  'TimeoutSecondsPath',
];
/** Variables that Step Functions and JSONata bring along. */
const builtIn =
  /^(states|uuid|now|millis|exists|string|number|boolean|not|count|merge|hash|parse|partition|range|random)$/;

describe.each(files)('%s', (file) => {
  const text = readFileSync(file, 'utf8');
  const definition = Definition.parse(JSON.parse(text));
  const states = Object.entries(definition.States);

  it('is valid Amazon States Language', () => {
    const result = validate(JSON.parse(text));
    expect({ isValid: result.isValid, errors: result.isValid ? '' : result.errorsText() }).toEqual({
      isValid: true,
      errors: '',
    });
  });

  it('speaks JSONata only', () => {
    expect(definition.QueryLanguage).toBe('JSONata');
    expect(foreignFields.filter((field) => text.includes(`"${field}"`))).toEqual([]);
    expect(text).not.toMatch(/"[^"]+\.\$"\s*:/);
  });

  it('uses no variable that no state assigns', () => {
    const assigned = new Set(states.flatMap(([, state]) => Object.keys(state.Assign ?? {})));
    const used = [...text.matchAll(/\{%(.*?)%\}/g)].flatMap(([, code = '']) => [...code.matchAll(/\$([A-Za-z_]\w*)/g)]);
    const unknown = used.map(([, name = '']) => name).filter((name) => !assigned.has(name) && !builtIn.test(name));
    expect(unknown).toEqual([]);
  });

  it('says for each task how long it may take, when it is tried again and where its failure leads', () => {
    for (const [name, state] of states.filter(([, { Type }]) => Type === 'Task')) {
      expect([name, state]).toEqual([
        name,
        expect.objectContaining({
          TimeoutSeconds: expect.any(Number),
          Retry: expect.any(Array),
          Catch: expect.any(Array),
        }),
      ]);
    }
  });

  it('names tasks that are functions', () => {
    const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const known = Object.keys(functionTable({ testClock: false }));
    for (const name of placeholdersOf(text)) expect(known).toContain(`workflow/${kebab(name)}`);
  });
});

describe('the deployed workflow', () => {
  const { platform } = synthesize();
  const [machine] = resourcesOf(platform, 'AWS::StepFunctions::StateMachine');

  it('is the file, of the kind that may wait for a year', () => {
    expect(files.map((file) => basename(file))).toContain('session.asl.json');
    expect(machine?.properties).toMatchObject({
      StateMachineType: 'STANDARD',
      StateMachineName: 'countersign-production-session',
    });
    expect(machine?.properties.DefinitionString).toEqual(readFileSync('infra/workflows/session.asl.json', 'utf8'));
  });

  it('logs errors without what the states were given, which holds tokens', () => {
    expect(machine?.properties.LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
  });
});
