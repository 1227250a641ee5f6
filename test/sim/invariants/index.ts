import { allowedToDecide } from './allowed-to-decide.ts';
import { answersKept } from './answers-kept.ts';
import { auditChain } from './audit-chain.ts';
import { bytesSeen } from './bytes-seen.ts';
import { comesToRest } from './comes-to-rest.ts';
import { events } from './events.ts';
import type { Invariant } from './invariant.ts';
import { knowledgeBase } from './knowledge-base.ts';
import { mails } from './mails.ts';
import { oneOutcome } from './one-outcome.ts';
import { reading } from './reading.ts';
import { secrecy } from './secrecy.ts';
import { spend } from './spend.ts';

export { unrest } from './comes-to-rest.ts';
export type { Invariant } from './invariant.ts';

/** All of them. I15 is watched by the world itself. */
export const invariants: readonly Invariant[] = [
  oneOutcome,
  allowedToDecide,
  bytesSeen,
  knowledgeBase,
  auditChain,
  events,
  secrecy,
  reading,
  comesToRest,
  mails,
  spend,
  answersKept,
];
