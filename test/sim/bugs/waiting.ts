import type { PlantedBug } from './plant.ts';

/** Bugs in waiting, waking and what is due. */
export const waitingBugs: readonly PlantedBug[] = [
  {
    name: 'lost bell not rung again',
    breaks: 'a decided session waits for ever',
    file: 'lib/timers/reconcile-session.ts',
    search: '    await ringBell(ports, session, latest.id);\n',
    replace: '',
  },
  {
    name: 'token stored after the question',
    breaks: 'a kill in between loses the doorbell',
    file: 'lib/checkpoints/open-checkpoint.ts',
    search: "    tokenWrite(session.workspaceId, session.id, checkpoint.id, ports.ids.next('evt'), waiting.token),\n",
    replace: '',
  },
  {
    name: 'sweep removed',
    breaks: 'a lost execution stays lost',
    file: 'lib/timers/run-due.ts',
    search: '      await reconcileSession(ports, workspaceId, id);\n',
    replace: '',
  },
  {
    name: 'forgotten notices stay forgotten',
    breaks: 'nobody is told when the first message is lost',
    file: 'lib/timers/run-due.ts',
    search: "      await ports.queue.send('mail', { workspaceId, id: row.noticeId ?? id });\n",
    replace: '',
  },
  {
    name: 'slot not given back',
    breaks: 'the workspace fills up with work that has ended',
    file: 'lib/sessions/store.ts',
    search: 'return slots === 0\n',
    replace: 'return slots <= 0\n',
  },
  {
    name: 'queue without the tenant',
    breaks: 'a workspace starts the work of another one',
    file: 'lib/sessions/store.ts',
    search: 'workspaceId}#queue`',
    replace: 'workspaceId.slice(0, 4)}#queue`',
  },
  {
    name: 'wall clock in the ladder',
    breaks: 'time is not the clock port’s',
    file: 'lib/governance/climb-ladder.ts',
    search: 'step.at > timestamp(ports.clock.now())',
    replace: 'step.at > timestamp(Math.max(ports.clock.now(), Date.now() * 0))',
  },
];
