import type { Verdict } from '../../../lib/audit/index.ts';
import { unreachable } from '../../../lib/errors.ts';
import { Plain } from '../text/plain.tsx';
import { DiffView } from '../viewers/diff-view.tsx';
import { LinkedText } from '../viewers/linked-text.tsx';
import { MarkdownView } from '../viewers/markdown-view.tsx';
import { RiskView } from '../viewers/risk-view.tsx';
import { SourceList } from '../viewers/source-list.tsx';
import { Badge, RiskBadge } from '../words/badges.tsx';
import { percentOf, sizeOf } from '../words/numbers.ts';
import { applyWords, artifactTypeWords } from '../words/states.ts';
import type { AddressOf } from './addresses.ts';
import { isConflict, type ReviewedWork } from './load-review.ts';

export interface WorkView {
  readonly work: ReviewedWork;
  readonly place: number;
  readonly of: number;
  readonly maxCharacters: number;
  readonly wholeAt: string | undefined;
  readonly addressOf: AddressOf | undefined;
  readonly titles: ReadonlyMap<string, string>;
}

/** One artifact in the order of attention: the work, its risk, its sources, the agent's words, the verdict. */
export function ArtifactCard({ verdict, ...view }: WorkView & { readonly verdict: Verdict | undefined }) {
  const { work, place, of } = view;
  const { artifact, risk } = work;
  const key = `artifact-${place}`;
  return (
    <article class="artifact" id={key} aria-labelledby={`${key}-title`}>
      <header>
        <div class="row-head">
          <span>
            <Badge>{artifactTypeWords[artifact.artifactType]}</Badge> <RiskBadge level={risk.riskLevel} />
          </span>
          <span class="quiet small">
            {place} of {of}
          </span>
        </div>
        <h3 id={`${key}-title`} tabIndex={-1}>
          <Plain text={artifact.title} />
        </h3>
        {isConflict(work) && <ConflictNotice work={work} />}
      </header>
      <div class="artifact-part">
        <Work {...view} />
      </div>
      <div class="artifact-part">
        <h4>Why it may be risky</h4>
        <RiskView risk={risk} />
      </div>
      <div class="artifact-part">
        <h4>Where it comes from</h4>
        <SourceList sources={artifact.sources} addressOf={view.addressOf} />
        <Confidence confidence={artifact.agentConfidence} />
      </div>
      {artifact.agentReasoning !== undefined && artifact.agentReasoning !== '' && (
        <div class="artifact-part">
          <details class="more">
            <summary>The agent’s own explanation</summary>
            <p class="quiet small">These are the agent’s words, not a finding of ours.</p>
            <p class="quote">
              <Plain text={artifact.agentReasoning} />
            </p>
          </details>
        </div>
      )}
      {verdict !== undefined && (
        <div class="artifact-part">
          <Verdicts work={work} verdict={verdict} />
        </div>
      )}
    </article>
  );
}

function ConflictNotice({ work: { artifact, target } }: { readonly work: ReviewedWork }) {
  return (
    <p class="notice notice-bad small" role="note">
      {target === undefined
        ? 'The block it changes is no longer there.'
        : target.version === artifact.baseVersion
          ? `The block is ${target.state} and can’t be changed.`
          : `The block has been changed since the agent read it (version ${artifact.baseVersion}, now ${target.version}).`}{' '}
      It can’t be applied like this: keep it as a draft, reject it, or send the work back, and the agent gets the block
      as it is now.
    </p>
  );
}

function Work({ work, of, maxCharacters, wholeAt, addressOf, titles }: WorkView) {
  const { artifact, content, target, before } = work;
  const whole = <MarkdownView text={content} maxCharacters={maxCharacters} addressOf={addressOf} wholeAt={wholeAt} />;
  const revised = before !== undefined && (
    <details class="more" open={artifact.artifactType !== 'block_update'}>
      <summary>What the agent changed since the last review</summary>
      <DiffView before={before} after={content} among={of} />
    </details>
  );
  switch (artifact.artifactType) {
    case 'block_update':
      return (
        <>
          {target && <ChangedBlock work={work} of={of} target={target} addressOf={addressOf} />}
          {revised}
          <details class="more" open={target === undefined}>
            <summary>Read the new version as a whole</summary>
            {whole}
          </details>
        </>
      );
    case 'document_creation':
      return (
        <>
          {whole}
          {revised}
          <CitedBlocks ids={artifact.blockIds ?? []} titles={titles} addressOf={addressOf} />
        </>
      );
    case 'external_deliverable':
      return (
        <>
          <p class="quiet small">
            File <Plain text={artifact.fileName ?? 'without a name'} />, {sizeOf(artifact.sizeBytes)}. The knowledge
            base stays as it is.
          </p>
          {whole}
          {revised}
        </>
      );
    case 'block_proposal':
    case 'insight':
      return (
        <>
          {whole}
          {revised}
        </>
      );
    default:
      return unreachable(artifact.artifactType);
  }
}

interface ChangedBlockProps {
  readonly work: ReviewedWork;
  readonly of: number;
  readonly target: NonNullable<ReviewedWork['target']>;
  readonly addressOf: AddressOf | undefined;
}
function ChangedBlock({ work: { artifact, content }, of, target, addressOf }: ChangedBlockProps) {
  const title = <Plain text={target.title} />;
  return (
    <>
      <p class="quiet small">
        Changes the block <LinkedText address={addressOf?.(target.id)} text={target.title} />, compared with version{' '}
        {target.version}, which is there now.
      </p>
      {target.title !== artifact.title && (
        <p>
          The title changes from <del>{title}</del> to{' '}
          <ins>
            <Plain text={artifact.title} />
          </ins>
          .
        </p>
      )}
      <DiffView before={target.content} after={content} among={of} />
    </>
  );
}

interface CitedBlocksProps {
  readonly ids: readonly string[];
  readonly titles: ReadonlyMap<string, string>;
  readonly addressOf: AddressOf | undefined;
}
function CitedBlocks({ ids, titles, addressOf }: CitedBlocksProps) {
  if (ids.length === 0) return <p class="quiet small">It cites no block.</p>;
  return (
    <details class="more">
      <summary>{ids.length === 1 ? 'The block it cites' : `The ${ids.length} blocks it cites`}</summary>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <LinkedText address={addressOf?.(id)} text={titles.get(id) ?? 'A block that is not there'} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Confidence({ confidence }: { readonly confidence: number | undefined }) {
  if (confidence === undefined) return <p>The agent does not say how sure it is.</p>;
  return (
    <p>
      The agent says it is {percentOf(confidence)} sure{' '}
      <meter class="confidence" min={0} max={1} value={confidence} aria-label="Stated confidence">
        {percentOf(confidence)}
      </meter>{' '}
      <span class="quiet small">Its own estimate; there is no record yet of how often it was right.</span>
    </p>
  );
}

const choices: readonly Verdict[] = ['apply', 'save_as_draft', 'reject'];

function Verdicts({ work, verdict }: { readonly work: ReviewedWork; readonly verdict: Verdict }) {
  const { artifact } = work;
  // What would be refused is neither offered nor chosen for anybody.
  const cannotApply = isConflict(work);
  const chosen = cannotApply && verdict === 'apply' ? 'save_as_draft' : verdict;
  const words: Readonly<Record<Verdict, string>> = {
    apply: applyWords[artifact.artifactType],
    save_as_draft: 'Keep as a draft',
    reject: 'Reject it',
  };
  return (
    <fieldset class="verdicts">
      <legend class="visually-hidden">
        What shall happen to <Plain text={artifact.title} />
      </legend>
      {choices.map((choice) => (
        <label key={choice} class="choice">
          <input
            type="radio"
            name={`verdict.${artifact.id}`}
            value={choice}
            checked={choice === chosen}
            disabled={cannotApply && choice === 'apply'}
          />
          <span>{words[choice]}</span>
        </label>
      ))}
    </fieldset>
  );
}
