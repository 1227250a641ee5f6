/** The cases that our interpreter passes, run by two others. Each difference is judged in asl-cases/differences.ts. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { differences } from '../support/asl-cases/differences.ts';
import { aslCases } from '../support/asl-cases.ts';
import { stopAll } from '../support/aws/child-process.ts';
import { startMoto } from '../support/aws/referees/moto.ts';
import { type Referee, runCase } from '../support/aws/referees/run-case.ts';
import { type ScriptedTasks, startScriptedTasks } from '../support/aws/referees/scripted-tasks.ts';
import { surroundings } from '../support/aws/surroundings.ts';

/** The longest case takes a minute of real time; they run side by side, begun one after the other. */
const allCasesMs = 240_000;
const beginEveryMs = 250;
/** Installing it the first time takes half a minute. */
const startMs = 330_000;

let tasks: ScriptedTasks;
let motoEndpoint: string;

beforeAll(async () => {
  tasks = await startScriptedTasks();
  motoEndpoint = await startMoto(join(mkdtempSync(join(tmpdir(), 'countersign-moto-')), 'moto.log'));
}, startMs);
afterAll(async () => {
  await tasks.close();
  await stopAll();
});

const referees: Readonly<Record<'emulator' | 'moto', () => Referee>> = {
  emulator: () => ({
    endpoint: process.env.AWS_ENDPOINT_URL ?? '',
    client: new SFNClient({}),
    tasks,
    roleArn: 'arn:aws:iam::000000000000:role/contract',
    functionName: surroundings().outputs['countersign-test-boundary']?.ScriptedTask ?? '',
  }),
  moto: () => ({
    endpoint: motoEndpoint,
    client: new SFNClient({ endpoint: motoEndpoint }),
    tasks,
    roleArn: 'arn:aws:iam::123456789012:role/contract',
    functionName: 'arn:aws:lambda:eu-central-1:123456789012:function:scripted',
  }),
};

const names = ['emulator', 'moto'] as const;
const found = { emulator: new Map<string, string>(), moto: new Map<string, string>() };

async function runAll(name: (typeof names)[number]): Promise<void> {
  const referee = referees[name]();
  const runs = aslCases.map(async (aslCase, index) => {
    await new Promise((resolve) => setTimeout(resolve, index * beginEveryMs));
    const seen = await runCase(referee, aslCase, `case-${process.pid}-${index}`);
    found[name].set(aslCase.name, seen.join('; '));
  });
  await Promise.all(runs);
  referee.client.destroy();
}

beforeAll(async () => {
  await Promise.all(names.map(runAll));
}, allCasesMs);

describe.each(names)('the interpreter of %s', (name) => {
  it.each(aslCases)('agrees, or differs as judged: $name', (aslCase) => {
    const judged = differences.filter((entry) => entry.case === aslCase.name && entry.referee === name);
    const shown = found[name].get(aslCase.name);
    if (judged.some(({ onlySometimes }) => onlySometimes) && shown === '') return;
    if (judged.length === 0) expect(shown).toBe('');
    for (const { shows } of judged) expect(shown).toMatch(shows);
  });
});

describe('the judged differences', () => {
  it('are of cases that exist', () => {
    const known = aslCases.map((aslCase) => aslCase.name);
    expect(differences.filter((entry) => !known.includes(entry.case))).toEqual([]);
  });
});
