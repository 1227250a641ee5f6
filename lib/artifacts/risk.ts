/** How much a person should look at an artifact before it is applied, and why (G10). Pure: the same facts, the same answer. */
import { unreachable } from '../errors.ts';
import type { RiskLevel } from '../identity/index.ts';
import type { AssessedRisk } from './artifact-view.ts';
import {
  concealsContent,
  countHiddenCharacters,
  countOrders,
  type Finding,
  loadsRemoteImage,
  sensitiveFindings,
} from './risk-patterns.ts';
import type { ArtifactRevision, RiskFactor } from './schema.ts';

/** Sums of weights from which on a level holds. */
export const riskThresholds = { medium: 20, high: 50, critical: 100 } as const;

/** What each factor adds. A weight of 50 alone makes an artifact `high`. */
export const riskWeights = {
  addsBlock: 5,
  changesBlock: 10,
  publishesDocument: 10,
  deliversFile: 5,
  recordsInsight: 0,
  confidenceNotStated: 10,
  lowConfidence: 15,
  veryLowConfidence: 25,
  noSources: 15,
  largeContent: 10,
  largeChange: 15,
  lockedTarget: 50,
  unavailableTarget: 50,
  citedTarget: 15,
  heavilyCitedTarget: 30,
  conflict: 50,
  ordersToReaders: 50,
  concealedContent: 30,
  remoteImage: 20,
  hiddenCharacters: 30,
  manyHiddenCharacters: 50,
} as const;

/** The same for data that does not belong into a knowledge base. */
export const sensitiveWeights = {
  contains_secret: 60,
  contains_payment_data: 50,
  contains_personal_id: 50,
  contains_mail_address: 10,
} as const satisfies Record<Finding['code'], number>;

export const defaultLowConfidence = 0.5;
export const veryLowConfidence = 0.25;
export const largeContentBytes = 20_000;
/** A change that moves the length of a block by more than this share of it. */
export const largeChangeShare = 0.5;
export const citedFrom = 3;
export const heavilyCitedFrom = 10;
export const manyHiddenFrom = 10;

/** What is judged. */
export type Assessed = Pick<
  ArtifactRevision,
  'artifactType' | 'title' | 'agentConfidence' | 'agentReasoning' | 'sources' | 'targetBlockId' | 'baseVersion'
> & { readonly content: string };

/** What is known beyond the artifact itself; what is left out adds nothing. */
export interface RiskFacts {
  /** state of the block an update is for, as it is now */
  readonly targetState?: string;
  readonly targetVersionNow?: number;
  readonly targetSizeBytes?: number;
  /** documents that cite the target */
  readonly citedByCount?: number;
  /** the profile's own limit, where it has one */
  readonly lowConfidenceBelow?: number;
}

/** The level and each factor that made it, as sentences, the weightiest first. */
export function assessRisk(artifact: Assessed, facts: RiskFacts): AssessedRisk {
  const riskFactors = [
    ...factorsOfType(artifact),
    ...factorsOfConfidence(artifact, facts),
    ...factorsOfSize(artifact, facts),
    ...factorsOfTarget(artifact, facts),
    ...factorsOfText(artifact),
  ].toSorted((one, other) => other.weight - one.weight);
  return { riskLevel: levelOf(riskFactors.reduce((sum, { weight }) => sum + weight, 0)), riskFactors };
}

function levelOf(weight: number): RiskLevel {
  if (weight >= riskThresholds.critical) return 'critical';
  if (weight >= riskThresholds.high) return 'high';
  return weight >= riskThresholds.medium ? 'medium' : 'low';
}

const factor = (code: string, weight: number, detail: string): RiskFactor => ({ code, detail, weight });
const places = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function factorsOfType({ artifactType }: Assessed): readonly RiskFactor[] {
  switch (artifactType) {
    case 'block_proposal':
      return [factor('adds_block', riskWeights.addsBlock, 'It adds a block to the knowledge base.')];
    case 'block_update':
      return [factor('changes_block', riskWeights.changesBlock, 'It replaces the content of an existing block.')];
    case 'document_creation':
      return [factor('publishes_document', riskWeights.publishesDocument, 'It publishes a document.')];
    case 'external_deliverable':
      return [factor('delivers_file', riskWeights.deliversFile, 'It delivers a file.')];
    case 'insight':
      return [factor('records_insight', riskWeights.recordsInsight, 'It records an insight and changes no knowledge.')];
    default:
      return unreachable(artifactType);
  }
}

function factorsOfConfidence(
  { agentConfidence, sources, artifactType }: Assessed,
  facts: RiskFacts,
): readonly RiskFactor[] {
  const isFile = artifactType === 'external_deliverable';
  const unsourced =
    sources.length > 0 || isFile || artifactType === 'insight'
      ? []
      : [factor('no_sources', riskWeights.noSources, 'It names no source.')];
  if (agentConfidence === undefined)
    return [
      factor('confidence_not_stated', riskWeights.confidenceNotStated, 'The agent does not say how sure it is.'),
      ...unsourced,
    ];
  const limit = facts.lowConfidenceBelow ?? defaultLowConfidence;
  if (agentConfidence >= limit) return unsourced;
  const weight = agentConfidence < veryLowConfidence ? riskWeights.veryLowConfidence : riskWeights.lowConfidence;
  const detail = `The agent states a confidence of ${agentConfidence}, below ${limit}.`;
  return [factor('low_confidence', weight, detail), ...unsourced];
}

function factorsOfSize({ content }: Assessed, { targetSizeBytes }: RiskFacts): readonly RiskFactor[] {
  const bytes = Buffer.byteLength(content);
  const factors: RiskFactor[] = [];
  if (bytes > largeContentBytes)
    factors.push(factor('large_content', riskWeights.largeContent, `It is long: ${bytes} bytes.`));
  if (targetSizeBytes !== undefined && Math.abs(bytes - targetSizeBytes) > targetSizeBytes * largeChangeShare)
    factors.push(
      factor(
        'large_change',
        riskWeights.largeChange,
        `It changes the block's length from ${targetSizeBytes} to ${bytes} bytes.`,
      ),
    );
  return factors;
}

function factorsOfTarget({ baseVersion }: Assessed, facts: RiskFacts): readonly RiskFactor[] {
  const { targetState, targetVersionNow, citedByCount = 0 } = facts;
  const factors: RiskFactor[] = [];
  if (targetState === 'locked')
    factors.push(
      factor('locked_target', riskWeights.lockedTarget, 'The block is locked; it stays locked with the new content.'),
    );
  else if (targetState !== undefined && targetState !== 'accepted')
    factors.push(
      factor(
        'unavailable_target',
        riskWeights.unavailableTarget,
        `The block is ${targetState} and can not be updated.`,
      ),
    );
  if (citedByCount >= citedFrom) {
    const weight = citedByCount >= heavilyCitedFrom ? riskWeights.heavilyCitedTarget : riskWeights.citedTarget;
    factors.push(factor('cited_target', weight, `The block is cited by ${places(citedByCount, 'document')}.`));
  }
  if (targetVersionNow !== undefined && baseVersion !== undefined && targetVersionNow !== baseVersion)
    factors.push(
      factor(
        'conflict',
        riskWeights.conflict,
        `The block has moved from version ${baseVersion}, which the agent saw, to ${targetVersionNow}.`,
      ),
    );
  return factors;
}

/** Judges the agent's own words along with the content: a persuaded reviewer is as bad as a poisoned text. */
function factorsOfText({ title, content, agentReasoning }: Assessed): readonly RiskFactor[] {
  const text = [title, content, agentReasoning ?? ''].join('\n');
  const factors = sensitiveFindings(text).map(({ code, noun, count }) =>
    factor(code, sensitiveWeights[code], `It seems to hold ${places(count, noun)}.`),
  );
  if (countOrders(text) > 0)
    factors.push(
      factor(
        'prompt_injection',
        riskWeights.ordersToReaders,
        'It speaks to its reader like an order to a model or a reviewer.',
      ),
    );
  if (concealsContent(text))
    factors.push(
      factor('concealed_content', riskWeights.concealedContent, 'It holds markup that a reader would not see.'),
    );
  if (loadsRemoteImage(text))
    factors.push(factor('remote_image', riskWeights.remoteImage, 'It refers to an image on another server.'));
  const hidden = countHiddenCharacters(text);
  if (hidden > 0) {
    const weight = hidden >= manyHiddenFrom ? riskWeights.manyHiddenCharacters : riskWeights.hiddenCharacters;
    factors.push(factor('hidden_characters', weight, `It holds ${places(hidden, 'invisible character')}.`));
  }
  return factors;
}
