import type { AssessedRisk } from '../../../lib/artifacts/index.ts';
import { Plain } from '../text/plain.tsx';
import { RiskBadge } from '../words/badges.tsx';

/** The level, and why, the weightiest reason first. */
export const RiskView = ({ risk }: { readonly risk: AssessedRisk }) => (
  <>
    <p>
      <RiskBadge level={risk.riskLevel} />
    </p>
    {risk.riskFactors.length === 0 ? (
      <p class="quiet">Nothing about it stands out.</p>
    ) : (
      <ul>
        {risk.riskFactors.map((factor) => (
          <li key={factor.code}>
            <Plain text={factor.detail} />
          </li>
        ))}
      </ul>
    )}
  </>
);
