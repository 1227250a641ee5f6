import type { ReviewRecord, Verdict } from '../../../lib/audit/index.ts';
import type { Checkpoint } from '../../../lib/checkpoints/index.ts';
import { Plain } from '../text/plain.tsx';
import { LinkedText } from '../viewers/linked-text.tsx';
import { Badge, toneOf } from '../words/badges.tsx';
import { counted, listed } from '../words/numbers.ts';
import { artifactTypeWords, decisionWords, mutationWords } from '../words/states.ts';
import { exactTime, Time } from '../words/times.tsx';
import type { AddressOf } from './addresses.ts';
import type { DecidedArtifact, Outcome } from './load-outcome.ts';

interface OutcomeProps {
  readonly outcome: Outcome;
  readonly status: Checkpoint['status'] | undefined;
  readonly now: number;
  readonly addressOf: AddressOf | undefined;
}

/** Who decided what and when, and what came of it. */
export function OutcomeContent({ outcome, status, now, addressOf }: OutcomeProps) {
  const { record } = outcome;
  if (record === undefined) return <Undecided status={status} />;
  return (
    <>
      <section class="effect" aria-labelledby="outcome">
        <h2 id="outcome">The outcome</h2>
        <p class="effect-words">{headline(record)}</p>
        <Who outcome={outcome} record={record} now={now} />
        {outcome.feedback !== undefined && outcome.feedback !== '' && (
          <p class="quote">
            <Plain text={outcome.feedback} />
          </p>
        )}
      </section>
      {outcome.artifacts.length > 0 && (
        <section aria-labelledby="became">
          <h2 id="became">What became of the work</h2>
          <ul class="list">
            {outcome.artifacts.map((decided) => (
              <Decided key={decided.artifact.id} decided={decided} addressOf={addressOf} />
            ))}
          </ul>
        </section>
      )}
      {outcome.mutations.length > 0 && (
        <details class="more" open={outcome.artifacts.length === 0}>
          <summary>{counted(outcome.mutations.length, 'change')} to the knowledge base</summary>
          <ul class="list">
            {outcome.mutations.slice(0, shownMutations).map((mutation) => (
              <li key={mutation.id}>
                {mutationWords[mutation.kind]}:{' '}
                <LinkedText address={addressOf?.(mutation.targetId)} text={mutation.title} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <RecordIds record={record} />
    </>
  );
}
const shownMutations = 200;

function headline({ decision, ...record }: ReviewRecord): string {
  if (decision.quality !== 'approved') return `${decisionWords[decision.quality]}. Nothing was applied.`;
  const parts = [
    record.artifactsApplied > 0 ? `${record.artifactsApplied} applied` : '',
    record.artifactsSaved > 0 ? `${record.artifactsSaved} kept as draft` : '',
    record.artifactsRejected > 0 ? `${record.artifactsRejected} rejected` : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) return `Approved: ${listed(parts)}.`;
  if (decision.kind === 'review') return 'Approved. The agent goes on.';
  return `${counted(record.mutationCount, 'change')} made.`;
}

function Who({
  outcome,
  record,
  now,
}: {
  readonly outcome: Outcome;
  readonly record: ReviewRecord;
  readonly now: number;
}) {
  const { decision } = record;
  const name = <Plain text={outcome.nameOf(decision.decidedBy)} />;
  const others = decision.voters.filter((voter) => voter !== decision.decidedBy).map(outcome.nameOf);
  return (
    <p>
      {decision.kind === 'review' ? 'Decided by ' : 'Done by '}
      {name}
      {others.length > 0 && (
        <>
          {' '}
          together with <Plain text={listed(others)} />
        </>
      )}{' '}
      <Time at={decision.at} now={now} /> <span class="quiet">({exactTime(decision.at)})</span>
      {decision.via === 'link' &&
        (decision.assurance === 'signed_in' ? ', by a mailed link and signed in' : ', by a mailed link')}
      .
    </p>
  );
}

const verdictPast: Readonly<Record<Verdict, string>> = {
  apply: 'Applied',
  save_as_draft: 'Kept as a draft',
  reject: 'Rejected',
};
const verdictTone: Readonly<Record<Verdict, string>> = { apply: 'applied', save_as_draft: 'draft', reject: 'rejected' };

function Decided({
  decided,
  addressOf,
}: {
  readonly decided: DecidedArtifact;
  readonly addressOf: AddressOf | undefined;
}) {
  const { artifact, verdict = 'reject' } = decided;
  const target = decided.becomesBlockId ?? decided.createsDocumentId;
  return (
    <li>
      <div class="row-head">
        <span>
          <span class="quiet">{artifactTypeWords[artifact.artifactType]}: </span>
          <LinkedText address={target === undefined ? undefined : addressOf?.(target)} text={artifact.title} />
        </span>
        <Badge tone={toneOf(verdictTone[verdict])}>{verdictPast[verdict]}</Badge>
      </div>
    </li>
  );
}

function Undecided({ status }: { readonly status: Checkpoint['status'] | undefined }) {
  if (status === 'withdrawn')
    return (
      <section class="effect">
        <p class="effect-words">Withdrawn: nobody needs to decide any more.</p>
        <p>The work was cancelled before anybody decided. Nothing was applied.</p>
      </section>
    );
  return (
    <section class="effect">
      <p class="effect-words">This is not decided yet.</p>
    </section>
  );
}

const RecordIds = ({ record }: { readonly record: ReviewRecord }) => (
  <details class="more">
    <summary>Ids and digest</summary>
    <dl class="pairs">
      <dt>Review</dt>
      <dd class="hash">{record.reviewId}</dd>
      {record.decision.digest !== undefined && (
        <>
          <dt>Digest</dt>
          <dd class="hash">{record.decision.digest}</dd>
        </>
      )}
      <dt>Revision of the project</dt>
      <dd>{record.headRevision}</dd>
    </dl>
  </details>
);
