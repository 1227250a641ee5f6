import type { Script } from '../world/agent.ts';
import type { Stage } from './stage.ts';

/** A way through the main job, as people walk it. */
export interface Scenario {
  readonly name: string;
  /** Keys of the workspace's policy that differ from the default. */
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly agent: Script;
  play(stage: Stage): Promise<void>;
}
