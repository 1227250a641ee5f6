import type { Quality, Verdict } from '../../../lib/audit/index.ts';
import { Verdict as VerdictSchema } from '../../../lib/audit/index.ts';
import type { Checkpoint } from '../../../lib/checkpoints/index.ts';
import type { DecisionCommand } from '../../../lib/governance/index.ts';

/** What was typed and chosen, to be shown again when it could not be done. */
export interface GivenDecision {
  readonly feedback: string;
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

export interface FormError {
  /** The `id` of the field. */
  readonly field: string;
  readonly message: string;
}

export type ReadDecision =
  | { readonly outcome: 'read'; readonly command: DecisionCommand; readonly given: GivenDecision }
  | { readonly outcome: 'incomplete'; readonly errors: readonly FormError[]; readonly given: GivenDecision };

export const nothingGiven: GivenDecision = { feedback: '', verdicts: {} };

const qualities: Readonly<Record<string, Quality>> = {
  approve: 'approved',
  request_changes: 'changes_requested',
  reject: 'rejected',
};
const maxFeedbackCharacters = 20_000;

/**
 * A decision as the form of a review sends it: `decision`, `digest`, `feedback?`, `verdict.<artifactId>?` (absent = apply).
 * A form with anything else is incomplete, as every other body would be. Sending back names the artifacts that were not marked
 * “apply”; when none was marked otherwise, all of them go back.
 */
export function readDecision(form: URLSearchParams, checkpoint: Pick<Checkpoint, 'artifacts'>): ReadDecision {
  // Browsers send line breaks as CR LF; the words are the same words however they came.
  const feedback = (form.get('feedback') ?? '').replaceAll('\r\n', '\n').trim();
  const errors: FormError[] = [...foreignFields(form, checkpoint)];
  const verdicts: Record<string, Verdict> = {};
  for (const { id } of checkpoint.artifacts) {
    const verdict = VerdictSchema.safeParse(form.get(`verdict.${id}`) ?? 'apply');
    if (verdict.success) verdicts[id] = verdict.data;
    else errors.push({ field: `verdict.${id}`, message: 'Choose apply, keep as draft or reject.' });
  }
  const quality = qualities[form.get('decision') ?? ''];
  if (quality === undefined) errors.push({ field: 'decision', message: 'Choose one of the buttons at the end.' });
  if (quality === 'changes_requested' && feedback === '')
    errors.push({ field: 'feedback', message: 'Say what should be changed: these words go to the agent.' });
  if (feedback.length > maxFeedbackCharacters)
    errors.push({ field: 'feedback', message: `Say it in at most ${maxFeedbackCharacters} characters.` });
  const given = { feedback, verdicts };
  if (quality === undefined || errors.length > 0) return { outcome: 'incomplete', errors, given };
  return { outcome: 'read', command: commandOf(form.get('digest') ?? '', quality, given), given };
}

const fields: readonly string[] = ['decision', 'digest', 'nonce', 'feedback'];

/** What no form of ours would send: a field that the page does not have, or one that is there twice. */
function foreignFields(form: URLSearchParams, { artifacts }: Pick<Checkpoint, 'artifacts'>): readonly FormError[] {
  const own = new Set([...fields, ...artifacts.map(({ id }) => `verdict.${id}`)]);
  const sent = [...form.keys()];
  if (sent.every((name) => own.has(name)) && new Set(sent).size === sent.length) return [];
  return [{ field: 'decision', message: 'This is not what the page sends. Nothing was recorded; look at it again.' }];
}

function commandOf(digest: string, quality: Quality, { feedback, verdicts }: GivenDecision): DecisionCommand {
  const marked = Object.keys(verdicts).filter((id) => verdicts[id] !== 'apply');
  return {
    digest,
    quality,
    verdicts: quality === 'approved' && Object.keys(verdicts).length > 0 ? verdicts : undefined,
    feedback: feedback === '' ? undefined : feedback,
    ...(quality === 'changes_requested' && marked.length > 0 ? { artifactIds: marked } : {}),
  };
}
