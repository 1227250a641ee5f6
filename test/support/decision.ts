/** A decision on work that waits in a world, as its use case takes it. */
import type { Verdict } from '../../lib/audit/index.ts';

export const placeOf = ({ session, checkpoint }: { session: { id: string }; checkpoint: { id: string } }) => ({
  sessionId: session.id,
  checkpointId: checkpoint.id,
});
/** Without verdicts: each artifact applies. */
export const approve = (digest: string, verdicts?: Record<string, Verdict>) =>
  ({ digest, quality: 'approved', verdicts, feedback: undefined }) as const;
