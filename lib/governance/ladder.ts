import type { OpenCheckpoint } from '../checkpoints/index.ts';

/** When the checkpoint's next rung comes, or undefined when none is left. */
export const nextStepOf = (checkpoint: OpenCheckpoint): string | undefined =>
  checkpoint.ladder[checkpoint.ladderStep]?.at;
