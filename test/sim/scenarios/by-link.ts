import { finish, proposeBlock } from '../world/agent.ts';
import { send } from '../world/client.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

const asForm = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

/** Mailed, opened, decided by the button: signed in nowhere. */
export const byLink: Scenario = {
  name: 'by link',
  policy: { linkMaxRisk: 'critical' },
  agent: ({ turn }) => (turn === 0 ? [proposeBlock('Time to pay'), finish] : [finish]),
  async play(stage) {
    const review = await stage.untilReview(await stage.startWork());
    const path = await linkTo(stage, 'rosa@countersign.example', review.checkpointId);
    const page = await visit(stage, path);
    const fields = { decision: 'approve', digest: review.digest, nonce: fieldOf(page, 'nonce') };
    const body = new URLSearchParams(fields).toString();
    await send(stage.world, { method: 'POST', path, person: undefined, headers: asForm, body });
    await stage.untilStatus(review.sessionId, 'approved');
    await visit(stage, path);
  },
};

/** The path of the link in a person's mail, once it has been sent. */
export async function linkTo(stage: Stage, address: string, checkpointId: string): Promise<string> {
  const found = (): string | undefined =>
    stage.world.process
      .mails()
      .filter(({ to }) => to.address === address)
      .map(({ text }) => /\/a\/[\w-]+/.exec(text)?.[0])
      .at(0);
  await stage.until(`a mail to ${address} about ${checkpointId}`, () => found() !== undefined);
  return found() ?? '';
}

export async function visit({ world }: Stage, path: string): Promise<string> {
  return (await send(world, { method: 'GET', path, person: undefined })).text;
}

export const fieldOf = (page: string, name: string): string =>
  new RegExp(`<input[^>]*name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1] ??
  new RegExp(`<input[^>]*value="([^"]*)"[^>]*name="${name}"`).exec(page)?.[1] ??
  '';
