/** Composition and reports: one document from cited passages, a section per question or per platform. */
import { type Desk, type Draft, type Extract, extractFrom, extractLimit, rankOn, sourcesOf } from './desk.ts';
import { named, ownNote, shortened } from './extracts.ts';
import { absentTopics, answersTo, evidenceAmong, places, quoteWithSource } from './findings.ts';
import { confidenceOf, type Match } from './library.ts';
import type { Passage } from './passages.ts';
import { type Question, questionsOf, topicOf } from './questions.ts';
import { distinctTermsOf } from './terms.ts';
import { isExcluded } from './wishes.ts';

const longestTitleCharacters = 120;
const maxUnmatchedPassages = 5;

interface Section {
  readonly heading: string;
  readonly extracts: readonly Extract[];
}

export function documentOf(desk: Desk, question: Question = topicOf(desk.brief.intent)): Draft {
  const matched = sectionsOf(desk);
  const sections = matched.length > 0 ? matched : [unmatchedSection(desk)];
  const extracts = sections.flatMap((section) => section.extracts);
  const terms = distinctTermsOf(desk.brief.intent);
  const blocks = [...new Set(extracts.flatMap(({ match, echoes }) => [match.passage.item, ...echoes]))].filter(
    (item) => item.kind === 'block',
  );
  return {
    tool: 'create_document',
    title: shortened(question.phrase, longestTitleCharacters),
    content: [
      `# ${shortened(question.phrase, longestTitleCharacters)}`,
      ...(desk.brevity < 2 ? [openingOf(desk, matched.length > 0, extracts.length)] : []),
      ...sections.flatMap(({ heading, extracts: quotes }) => [`## ${heading}`, ...quotes.map(quoteWithSource)]),
      ...absentTopics(desk),
      ...(desk.brevity < 2 ? [`## Sources\n\n${listOf(extracts)}`, ownNote] : []),
    ].join('\n\n'),
    confidence: matched.length > 0 ? confidenceOf(terms, matchesOf(extracts), []) : 0.1,
    reasoning:
      `Composed ${places(sections.length, 'section')} from ${places(extracts.length, 'passage')}, ranked by BM25 and ` +
      `quoted word for word.${matched.length > 0 ? '' : ' Nothing matched the task, so these are the first of the bundle.'}`,
    sources: sourcesOf(extracts),
    extra: { blockIds: blocks.map((block) => block.id) },
  };
}

function openingOf(desk: Desk, isMatched: boolean, count: number): string {
  if (!isMatched) return 'No passage of the bundle matches the task; what follows is what the bundle begins with.';
  const assets =
    desk.brief.assetNames.length > 0 ? ` Reference files at hand: ${desk.brief.assetNames.map(named).join(', ')}.` : '';
  return `Composed from ${places(count, 'passage')} of ${places(desk.library.items.length, 'item')} in the bundle.${assets}`;
}

/** A section per platform where the agent writes for several, else one per question. No passage twice. */
function sectionsOf(desk: Desk): Section[] {
  const { platforms } = desk.brief.config;
  if (desk.brief.agentType === 'content' && platforms.length > 0) return platformSections(desk, platforms);
  const answers = answersTo(desk, questionsOf(desk.brief.intent));
  return answers.map(({ question, extracts }) => ({ heading: question.phrase, extracts }));
}

function platformSections(desk: Desk, platforms: readonly string[]): Section[] {
  const whole = topicOf(desk.brief.intent);
  const cited = new Set<Passage>();
  const matches = rankOn(desk, whole.terms, whole.terms);
  return platforms.flatMap((platform) => {
    const free = matches.filter((match) => !cited.has(match.passage));
    const extracts = evidenceAmong(desk, whole, free);
    for (const { match } of extracts) cited.add(match.passage);
    return extracts.length === 0 ? [] : [{ heading: `For ${shortened(platform, 60)}`, extracts }];
  });
}

function unmatchedSection(desk: Desk): Section {
  const passages = desk.library.passages
    .filter((passage) => !isExcluded(passage, desk.wishes) && !desk.avoids(passage) && !passage.isOwnExtract)
    .slice(0, Math.min(maxUnmatchedPassages, extractLimit(desk)));
  const matches = passages.map((passage): Match => ({ passage, score: 0, terms: [] }));
  return { heading: 'What the bundle holds', extracts: matches.map((match) => extractFrom(desk, match, [])) };
}

function matchesOf(extracts: readonly Extract[]): Match[] {
  return extracts.map((extract) => extract.match);
}

function listOf(extracts: readonly Extract[]): string {
  const items = [...new Set(extracts.flatMap(({ match, echoes }) => [match.passage.item, ...echoes]))];
  return items.map((item) => `- ${named(item.title)} (\`${item.id}\`)`).join('\n') || '- none';
}
