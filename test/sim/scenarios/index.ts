import { approve } from './approve.ts';
import { budget } from './budget.ts';
import { byLink } from './by-link.ts';
import { cancel } from './cancel.ts';
import { expire } from './expire.ts';
import { feedback } from './feedback.ts';
import { inLine } from './in-line.ts';
import { knowledge } from './knowledge.ts';
import { large } from './large.ts';
import { ownWork } from './own-work.ts';
import { quorum } from './quorum.ts';
import { reject } from './reject.ts';
import type { Scenario } from './scenario.ts';
import { staleBase } from './stale-base.ts';
import { twoGates } from './two-gates.ts';
import { verdicts } from './verdicts.ts';

export type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [
  approve,
  feedback,
  reject,
  verdicts,
  expire,
  cancel,
  twoGates,
  quorum,
  ownWork,
  byLink,
  knowledge,
  staleBase,
  inLine,
  budget,
  large,
];
