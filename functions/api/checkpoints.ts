import { listCheckpoints, viewCheckpoint } from '../../lib/checkpoints/index.ts';
import { addComment, decide, type ReviewAnswer } from '../../lib/governance/index.ts';
import { httpFunction } from '../middleware/http.ts';
import { platform } from '../runtime.ts';
import { sessionAddress } from './addresses.ts';

/** A large review may still be at work when its time is up; then it is accepted and finishes by itself. */
const reviewed = (answer: ReviewAnswer) =>
  ({ status: answer.status === 'applying' ? 202 : 200, body: answer }) as const;
const decided = (answer: ReviewAnswer) => ({ status: 200, body: answer }) as const;
const placeOf = ({
  session,
  checkpoint,
}: {
  readonly session: { readonly id: string };
  readonly checkpoint: { readonly id: string };
}) => ({ sessionId: session.id, checkpointId: checkpoint.id });

export const handler = httpFunction('checkpoints', {
  listCheckpoints: async ({ actor, located, query, cursor, page }) => {
    const found = await listCheckpoints(platform().table, actor.workspaceId, located.session.id, {
      limit: query.limit,
      cursor,
    });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  getCheckpoint: async ({ located }) => ({
    status: 200,
    body: await viewCheckpoint(platform().table, located.checkpoint),
  }),

  approveCheckpoint: async ({ actor, located, body, remember }) => {
    const command = { digest: body.digest, quality: 'approved', verdicts: undefined, feedback: body.feedback } as const;
    return reviewed(await decide(platform(), actor, placeOf(located), command, remember(reviewed)));
  },

  rejectCheckpoint: async ({ actor, located, body, remember }) => {
    const command = { digest: body.digest, quality: 'rejected', verdicts: undefined, feedback: body.reason } as const;
    return decided(await decide(platform(), actor, placeOf(located), command, remember(decided)));
  },

  requestChanges: async ({ actor, located, body, remember }) => {
    const command = {
      digest: body.digest,
      quality: 'changes_requested',
      verdicts: undefined,
      feedback: body.feedback,
      artifactIds: body.artifactIds,
    } as const;
    return decided(await decide(platform(), actor, placeOf(located), command, remember(decided)));
  },

  reviewCheckpoint: async ({ actor, located, body, remember }) => {
    const command = {
      digest: body.digest,
      quality: body.quality,
      verdicts: body.verdicts,
      feedback: body.feedback,
    } as const;
    return reviewed(await decide(platform(), actor, placeOf(located), command, remember(reviewed)));
  },

  addComment: async ({ actor, located, body, remember }) => {
    const created = (event: Awaited<ReturnType<typeof addComment>>) =>
      ({ status: 201, body: event, location: `${sessionAddress(located.session)}/timeline` }) as const;
    return created(await addComment(platform(), actor, located, body.text, remember(created)));
  },
});
