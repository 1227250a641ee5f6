import { CreateAgent } from '../../../lib/agents/index.ts';
import { Policy } from '../../../lib/identity/index.ts';

describe('a share', () => {
  it('T8 too small for any store is kept as the nearest that a store takes', () => {
    const policy = Policy.parse({ trustThresholds: { minApprovalRate: 5e-324 } });
    const agent = CreateAgent.parse({
      name: 'A',
      type: 'research',
      config: {},
      checkpointPolicy: { lowConfidenceBelow: 1e-200 },
    });
    expect(policy.trustThresholds.minApprovalRate).toBe(0);
    expect(agent.checkpointPolicy?.lowConfidenceBelow).toBe(0);
  });

  it('is kept to four decimals', () => {
    expect(Policy.parse({ trustThresholds: { minApprovalRate: 0.95 } }).trustThresholds.minApprovalRate).toBe(0.95);
    expect(Policy.parse({ trustThresholds: { minApprovalRate: 0.123456 } }).trustThresholds.minApprovalRate).toBe(
      0.1235,
    );
  });
});
