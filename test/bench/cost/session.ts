/** One session as the design prices it: one gate, one recipient, 3 artifacts, 2 turns, 10 polls. */
import { calls, type Script } from '../../support/scripted-model.ts';
import type { Client } from '../client.ts';

const artifacts = 3;
const polls = 10;

/** Proposes in the first turn, finishes in the second. */
export const twoTurns: Script = (_request, number) =>
  number % 2 === 1
    ? calls([{ id: `toolu_${number}`, name: 'finish', input: { summary: 'Three facts about refunds, for review.' } }])
    : calls(
        Array.from({ length: artifacts }, (_, index) => ({
          id: `toolu_${number}_${index}`,
          name: 'propose_block',
          input: {
            title: `Refunds, fact ${number}.${index}`,
            content:
              `Customers may return goods within ${14 + index} days of delivery, and we pay for the way back. `.repeat(
                5,
              ),
            confidence: 0.9,
            reasoning: 'The handbook says so, and nobody has written it down in one place yet.',
            sources: [],
          },
        })),
      );

export interface Bench {
  readonly client: Client;
  readonly projectPath: string;
  readonly contributor: string;
  readonly reviewer: string;
  /** Resolves when nothing goes on by itself any more: the wait for the model is no part of the figure. */
  settle(): Promise<void>;
}

/** Runs one session to its end. @throws Error when an answer is not what it should be */
export async function runSession(bench: Bench): Promise<void> {
  const { client, projectPath, contributor, reviewer, settle } = bench;
  const session = await ok(
    client.call('POST', `${projectPath}/work-sessions`, contributor, {
      taskIntent: 'How long may customers return goods?',
      taskType: 'research',
      agentType: 'research',
      approvalStrategy: 'final_only',
      autoExecute: true,
    }),
  );
  const path = `${projectPath}/work-sessions/${session.id}`;
  await settle();
  const checkpointId = await poll(client, path, contributor);
  const checkpoint = await ok(client.call('GET', `${path}/checkpoints/${checkpointId}`, reviewer));
  if (checkpoint.artifactIds.length !== artifacts) throw new Error(`${checkpoint.artifactIds.length} artifacts wait`);
  const review = await ok(
    client.call('POST', `${path}/checkpoints/${checkpointId}/approve`, reviewer, { digest: checkpoint.digest }),
  );
  if (review.status !== 'applied') throw new Error(`the review is ${review.status}`);
  await settle();
}

/** @returns the checkpoint that waits */
async function poll(client: Client, path: string, token: string): Promise<string> {
  let state = await ok(client.call('GET', `${path}/status`, token));
  for (let done = 1; done < polls; done += 1) state = await ok(client.call('GET', `${path}/status`, token));
  if (!state.openCheckpointId) throw new Error(`the session is ${state.status}`);
  return state.openCheckpointId;
}

async function ok(call: ReturnType<Client['call']>) {
  const { status, body } = await call;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
