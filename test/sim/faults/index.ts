import { conflict } from './conflict.ts';
import { duplicateDelivery } from './duplicate-delivery.ts';
import type { Fault } from './fault.ts';
import { killAfter } from './kill-after.ts';
import { killBefore } from './kill-before.ts';
import { lateReply } from './late-reply.ts';
import { lostReply } from './lost-reply.ts';
import { throttle } from './throttle.ts';
import { throwBefore } from './throw-before.ts';
import { timeout } from './timeout.ts';

export type { Fault } from './fault.ts';

export const faults: readonly Fault[] = [
  throwBefore,
  lostReply,
  timeout,
  throttle,
  conflict,
  duplicateDelivery,
  killBefore,
  killAfter,
  lateReply,
];
