import type { PlantedBug } from './plant.ts';

/** Bugs in mails, links and requests that are sent again. */
export const tellingBugs: readonly PlantedBug[] = [
  {
    name: 'outbox row deleted before sending',
    breaks: 'a kill in between tells nobody',
    file: 'lib/notifications/deliver.ts',
    search: '  const mails = await addressNotice(ports, workspaceId, notice);\n',
    replace:
      "  await ports.table.commit([{ kind: 'delete', table: 'work', key: noticeKey(workspaceId, id) }]);\n  const mails = await addressNotice(ports, workspaceId, notice);\n",
  },
  {
    name: 'sent before it was sent',
    breaks: 'the outbox says sent, and nobody got it',
    file: 'lib/notifications/deliver.ts',
    search: '    await ports.mailer.send(renderMail(mail, checkpoint, artifacts, link));\n',
    replace:
      "    await settle(ports, [mailWrite(mail, { ...attempted, status: 'sent', sentAt: timestamp(ports.clock.now()) })]);\n    await ports.mailer.send(renderMail(mail, checkpoint, artifacts, link));\n",
  },
  {
    name: 'link token in clear',
    breaks: 'whoever reads the table decides',
    file: 'lib/notifications/store.ts',
    search: 'sha256Hex(token)}`, sk',
    replace: 'token}`, sk',
  },
  {
    name: 'link in the log',
    breaks: 'whoever reads the log decides',
    file: 'lib/notifications/deliver.ts',
    search: '    await ports.mailer.send(renderMail(mail, checkpoint, artifacts, link));\n',
    replace:
      "    ports.log.info('mail.sending', { link });\n    await ports.mailer.send(renderMail(mail, checkpoint, artifacts, link));\n",
  },
  {
    name: 'task token in the event',
    breaks: 'whoever reads the timeline wakes the workflow',
    file: 'lib/checkpoints/open-checkpoint.ts',
    search: 'checkpointType: checkpoint.checkpointType, artifacts: shown.length }',
    replace: 'checkpointType: checkpoint.checkpointType, artifacts: shown.length, token: waiting.token }',
  },
  {
    name: 'request not remembered',
    breaks: 'a request sent again has its effect again',
    file: 'functions/middleware/idempotency.ts',
    search:
      '  return (toAnswer) => async (result) => rememberingWrites(platform, keyed, storedForm(toAnswer(result)));',
    replace: '  return () => async () => [];',
  },
  {
    name: 'fingerprint not compared',
    breaks: 'another request gets the first one’s answer',
    file: 'lib/idempotency/recall.ts',
    search: 'if (fingerprint !== request.fingerprint) {',
    replace: 'if (fingerprint === "") {',
  },
  {
    name: 'budget not looked at',
    breaks: 'the budget is exceeded',
    file: 'lib/execution/limits.ts',
    search: 'if (usage.turns >= maxTurns) return',
    replace: 'if (usage.turns >= maxTurns * 2) return',
  },
];
