/** A review of 500 artifacts, proposed by a scripted model. */
import { calls, startScriptedModel } from '../support/scripted-model.ts';
import { createClient } from './client.ts';
import { prepare, waiting } from './cycle.ts';
import { report } from './figures.ts';
import { startHostProcess } from './host-process.ts';

const artifacts = 500;
const perTurn = 20;

export async function measureLargeApply(): Promise<void> {
  const model = await startScriptedModel(proposals());
  const host = await startHostProcess({ environment: { MODEL_BASE_URL: model.url } });
  const client = createClient(host.port, 2);
  try {
    const { projectPath, contributor, reviewer } = await prepare(host, client);
    const request = {
      taskIntent: 'Write everything down',
      taskType: 'research',
      agentType: 'research',
      approvalStrategy: 'final_only',
      autoExecute: true,
      limits: { maxTurns: 100, maxTokens: 10_000_000 },
    };
    const { body: session } = await client.call('POST', `${projectPath}/work-sessions`, contributor, request);
    const path = `${projectPath}/work-sessions/${session.id}`;
    const checkpointPath = `${path}/checkpoints/${await waiting(client, path, contributor)}`;
    const { body: checkpoint } = await client.call('GET', checkpointPath, reviewer);
    const started = performance.now();
    const { body: review } = await client.call('POST', `${checkpointPath}/approve`, reviewer, {
      digest: checkpoint.digest,
    });
    if (review.artifactsApplied !== artifacts)
      throw new Error(`${review.artifactsApplied} artifacts were applied: ${JSON.stringify(review).slice(0, 300)}`);
    report(`a review of ${artifacts} artifacts, applied`, performance.now() - started, 'ms', 1000);
  } finally {
    client.close();
    await host.stop();
    await model.close();
  }
}

function proposals() {
  const turns = artifacts / perTurn;
  return Array.from({ length: turns + 1 }, (_, turn) => {
    if (turn === turns) return calls([{ id: 'toolu_end', name: 'finish', input: { summary: 'All written down.' } }]);
    return calls(
      Array.from({ length: perTurn }, (__, index) => {
        const number = turn * perTurn + index;
        return {
          id: `toolu_${number}`,
          name: 'propose_block',
          input: {
            title: `Fact ${number}`,
            content: `This is fact number ${number}.`,
            confidence: 0.9,
            reasoning: 'It was asked for.',
            sources: [],
          },
        };
      }),
    );
  });
}
