/**
 * What the workflow definitions may rely on, as data: states, scripted tasks, what happens, what must come of it.
 * No case knows an engine, so each can be run by any interpreter of the Amazon States Language.
 */
import { callbackCases } from './asl-cases/callback-cases.ts';
import type { AslCase } from './asl-cases/case.ts';
import { errorCases } from './asl-cases/error-cases.ts';
import { flowCases } from './asl-cases/flow-cases.ts';
import { sessionCases } from './asl-cases/session-cases.ts';
import { timeCases } from './asl-cases/time-cases.ts';

export type { AslCase, Call, Happening, TaskAnswer } from './asl-cases/case.ts';
export { definitionOf } from './asl-cases/case.ts';

export const aslCases: readonly AslCase[] = [
  ...flowCases,
  ...errorCases,
  ...timeCases,
  ...callbackCases,
  ...sessionCases,
];
