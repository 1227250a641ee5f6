/** The embedded host in this process, with an agent that proposes at once what a test wrote down. */
import { startTestHost, type TestHost } from '../support/embedded-host.ts';
import { newPlace, type Place } from '../support/scenario/index.ts';
import { calls, type Script, type ScriptedModel, startScriptedModel } from '../support/scripted-model.ts';

export interface ScriptedHost {
  readonly host: TestHost;
  readonly model: ScriptedModel;
  /** A workspace of its own; `policy`: keys that differ from the default. */
  newPlace(policy?: Readonly<Record<string, unknown>>): Promise<Place>;
  stop(): Promise<void>;
}

export async function startScriptedHost(script: Script): Promise<ScriptedHost> {
  const model = await startScriptedModel(script);
  const host = await startTestHost({ environment: { MODEL_BASE_URL: model.url }, modelId: 'claude-sonnet-5-5' });
  return {
    host,
    model,
    newPlace: (policy) => newPlace({ url: host.url, token: async (person) => host.token(person) }, policy),
    async stop() {
      await host.stop();
      await model.close();
    },
  };
}

/** An agent that proposes one block and is done. */
export const proposesOnce =
  (title: string, content: string): Script =>
  () =>
    calls([
      {
        id: 'toolu_1',
        name: 'propose_block',
        input: { title, content, confidence: 0.9, reasoning: 'It is so.', sources: [] },
      },
      { id: 'toolu_2', name: 'finish', input: { summary: 'Done.' } },
    ]);
