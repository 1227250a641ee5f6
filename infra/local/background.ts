/** What the embedded host runs beside requests: the workflow engine, timelines, due times. */

import { MailMessage, sendMail } from '../../functions/events/send-mail.ts';
import { pushEvents } from '../../lib/live/index.ts';
import type { LocalPlatform } from '../../lib/platform/local/index.ts';
import { copyEvents } from '../../lib/timeline/index.ts';
import { runDue as runDueWork } from '../../lib/timers/index.ts';
import { keepRunningDue } from './due-loop.ts';
import { followChanges } from './follow-changes.ts';

export interface Background {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Everything that has become due, in the product and in its workflows; done when it resolves. */
  runDue(): Promise<void>;
}

export function createBackground(platform: LocalPlatform): Background {
  const running: { stop(): Promise<void> }[] = [];
  const runDue = async (): Promise<void> => {
    await runDueWork(platform);
    await platform.engine.runDue();
  };
  return {
    runDue,
    async start() {
      await platform.engine.resume();
      running.push(
        followChanges(platform, 'write-timelines', async (changes, reached) => {
          await copyEvents(platform.table, changes, [reached]);
          if (!platform.push.isIdle) await pushEvents(platform, changes);
        }),
        platform.queue.consume('mail', (message) => sendMail(MailMessage.parse(message))),
        keepRunningDue(platform, runDue),
      );
    },
    async stop() {
      await Promise.all(running.map((part) => part.stop()));
    },
  };
}
