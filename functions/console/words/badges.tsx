import type { RiskLevel } from '../../../lib/identity/index.ts';
import { riskWords } from './states.ts';

type Tone = 'neutral' | 'good' | 'attention' | 'bad' | 'accent';

/** A word in a coloured frame: the word carries the meaning, the colour only helps. */
export const Badge = ({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: string }) => (
  <span class={`badge badge-${tone}`}>{children}</span>
);

const riskTones: Readonly<Record<RiskLevel, Tone>> = {
  low: 'good',
  medium: 'attention',
  high: 'bad',
  critical: 'bad',
};
const levels: readonly RiskLevel[] = ['low', 'medium', 'high', 'critical'];

export const RiskBadge = ({ level }: { readonly level: RiskLevel }) => (
  <span class={`badge badge-${riskTones[level]}`}>
    <span aria-hidden="true" class="risk-sign">
      {levels.map((each, place) => (
        <i key={each} class={place <= levels.indexOf(level) ? 'is-on' : undefined} />
      ))}
    </span>
    {riskWords[level]}
  </span>
);

const stateTones: Readonly<Record<string, Tone>> = {
  accepted: 'good',
  published: 'good',
  approved: 'good',
  applied: 'good',
  locked: 'accent',
  in_progress: 'accent',
  pending_review: 'attention',
  retracted: 'bad',
  rejected: 'bad',
  failed: 'bad',
};
export const toneOf = (state: string): Tone => stateTones[state] ?? 'neutral';
