/** Ten thousand checkpoints whose time comes at the same moment: how long until each was reminded of, and each has expired. */
import { personalToken } from '../../../infra/local/oidc/personal-token.ts';
import { openSigningKey } from '../../../infra/local/oidc/signing-key.ts';
import { people } from '../../../infra/local/people.ts';
import { createClient } from '../client.ts';
import { report } from '../figures.ts';
import type { Opened } from './pages.ts';

/** The ladder of the default policy: a reminder after a day, the end after three. */
const remindAfterSeconds = 86_400;
const expireAfterSeconds = 259_200;
const maxLateSeconds = 60;

/** Moving the clock answers when everything that was due has been done; what it took is what the last one was late. */
export async function measureDue({ host, grown }: Opened): Promise<void> {
  const client = createClient(host.port, 1);
  const advance = async (advanceSeconds: number): Promise<number> => {
    const began = performance.now();
    const { status } = await client.call('POST', '/test/clock', '', { advanceSeconds });
    if (status !== 200) throw new Error(`the clock answered ${status}`);
    return (performance.now() - began) / 1000;
  };
  try {
    const reminded = await advance(remindAfterSeconds);
    report(`${grown.waiting} reminders at once, the last is late by`, reminded, 's', maxLateSeconds);
    const expired = await advance(expireAfterSeconds - remindAfterSeconds);
    report(`${grown.waiting} expiries at once, the last is late by`, expired, 's', maxLateSeconds);
    const reviewer = laterToken(host.dataFolder);
    const inbox = await client.call('GET', `/v1/workspaces/${grown.place.workspaceId}/inbox`, reviewer);
    if (inbox.status !== 200 || inbox.body.items.length > 0) throw new Error('something still waits');
  } finally {
    client.close();
  }
}

/** A reviewer's token of the time that the host's clock has been moved to. */
function laterToken(dataFolder: string): string {
  const reviewer = people.find(({ id }) => id === 'reviewer');
  if (reviewer === undefined) throw new Error('there is no reviewer');
  return personalToken(reviewer, openSigningKey(dataFolder), Date.now() + expireAfterSeconds * 1000);
}
