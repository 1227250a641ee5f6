import { fieldOf, linkTo, visit } from '../scenarios/by-link.ts';
import { send } from '../world/client.ts';
import { outcomeOf, race } from './race.ts';
import { approveAs, oneBlock, statusOf } from './work.ts';

const asForm = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

/** One presses the button behind the mailed link, the other one decides over the API. */
export const linkAndApi = race({
  name: 'link and API',
  policy: { linkMaxRisk: 'critical' },
  agent: oneBlock,
  async prepare(stage) {
    const review = await stage.untilReview(await stage.startWork());
    const path = await linkTo(stage, 'rosa@countersign.example', review.checkpointId);
    return { ...review, path, nonce: fieldOf(await visit(stage, path), 'nonce') };
  },
  contend(stage, review) {
    const { path, digest, nonce } = review;
    const body = new URLSearchParams({ decision: 'reject', digest, nonce }).toString();
    const form = { method: 'POST', path, person: undefined, headers: asForm, body };
    return [send(stage.world, form), approveAs(stage, 'reviewer2', review)];
  },
  judge([byLink, byApi], stage, review) {
    // Whatever became of it, the link leads to the outcome.
    if (byLink?.status !== 303 || byApi === undefined) return `the link: ${byLink && outcomeOf(byLink)}`;
    const fits = byApi.status === 200 ? 'approved' : byApi.body.code === 'already_decided' ? 'rejected' : 'neither';
    return statusOf(stage, review) === fits ? undefined : `${outcomeOf(byApi)}, and it is ${statusOf(stage, review)}`;
  },
});
