/** Research and synthesis: what the bundle says on each question, quoted. */
import { type Desk, type Draft, type Extract, extractFrom, extractLimit, rankOn, sourcesOf } from './desk.ts';
import { named, ownNote, quoted, shortened } from './extracts.ts';
import { confidenceOf, type Match } from './library.ts';
import type { Item, Passage } from './passages.ts';
import { type Question, questionsOf, topicOf } from './questions.ts';
import { distinctTermsOf } from './terms.ts';

const maxExtractsPerItem = 2;
/** A passage this much weaker than the best one answers something else. */
const weakestShare = 0.3;
const longestTitleCharacters = 120;

/** One finding per question that the bundle answers; if it answers none, one that says so. */
export function findingsOf(desk: Desk): readonly Draft[] {
  const drafts = answersTo(desk, questionsOf(desk.brief.intent)).map(({ question, extracts }) =>
    findingOn(desk, question, extracts),
  );
  return drafts.length > 0 ? drafts : [emptyFinding(desk)];
}

/** The finding of a single question, or the statement that there is none. */
export function findingFor(desk: Desk, question: Question): Draft {
  const [answer] = answersTo(desk, [question]);
  return answer === undefined ? emptyFinding(desk) : findingOn(desk, question, answer.extracts);
}

export interface Answer {
  readonly question: Question;
  readonly extracts: readonly Extract[];
}

/** The questions that have an answer. A passage goes to the question it answers best, and to no other. */
export function answersTo(desk: Desk, questions: readonly Question[]): Answer[] {
  const ranked = questions.map((question) => ({
    question,
    matches: rankOn(desk, [...distinctTermsOf(desk.brief.intent), ...question.terms], question.terms),
  }));
  const owners = new Map<Passage, { question: Question; score: number }>();
  for (const { question, matches } of ranked) {
    for (const { passage, score, terms } of matches) {
      const isBetter = score > (owners.get(passage)?.score ?? 0);
      if (isBetter && terms.some((term) => question.terms.includes(term))) owners.set(passage, { question, score });
    }
  }
  return ranked
    .map(({ question, matches }) => {
      const isFree = (passage: Passage) => (owners.get(passage)?.question ?? question) === question;
      return {
        question,
        extracts: evidenceAmong(
          desk,
          question,
          matches.filter((match) => isFree(match.passage)),
        ),
      };
    })
    .filter((answer) => answer.extracts.length > 0);
}

/** Passages on a topic the reviewer named come first; then the best, at most two of one source. */
export function evidenceAmong(desk: Desk, question: Question, matches: readonly Match[]): readonly Extract[] {
  const topicTerms = new Set(desk.wishes.topics.flatMap(distinctTermsOf));
  const isTopical = (match: Match) => match.terms.some((term) => topicTerms.has(term));
  const isAnswer = (match: Match) => isTopical(match) || match.terms.some((term) => question.terms.includes(term));
  const best = matches.find(isAnswer)?.score ?? 0;
  const perItem = new Map<Item, number>();
  const chosen: Match[] = [];
  for (const match of [...matches.filter(isTopical), ...matches.filter((match) => !isTopical(match))]) {
    const count = perItem.get(match.passage.item) ?? 0;
    const isWeak = !isTopical(match) && match.score < best * weakestShare;
    if (isWeak || !isAnswer(match) || count >= maxExtractsPerItem) continue;
    perItem.set(match.passage.item, count + 1);
    chosen.push(match);
    if (chosen.length >= extractLimit(desk)) break;
  }
  const terms = [...topicTerms, ...question.terms];
  return chosen.map((match) => extractFrom(desk, match, terms));
}

function findingOn(desk: Desk, question: Question, extracts: readonly Extract[]): Draft {
  const asked = question.terms;
  const matches = extracts.map((extract) => extract.match);
  const held = new Set(matches.flatMap((match) => match.terms));
  const missing = asked.filter((term) => !held.has(term));
  const sources = sourcesOf(extracts);
  const count = new Set(extracts.map((extract) => extract.match.passage.item)).size;
  const opening = `On **${question.phrase}**, ${places(extracts.length, 'passage')} of ${places(count, 'source')}:`;
  const gap = missing.length > 0 ? `Not found in what is quoted: ${missing.join(', ')}.` : '';
  return {
    tool: 'propose_block',
    title: shortened(`Findings: ${question.phrase}`, longestTitleCharacters),
    content: [
      ...(desk.brevity < 3 ? [opening] : []),
      ...extracts.map((extract) => quoteWithSource(extract)),
      ...(desk.brevity < 2 ? [...absentTopics(desk), gap, ownNote] : absentTopics(desk)),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    confidence: confidenceOf(asked, matches, rankOn(desk, asked)),
    reasoning:
      `Ranked ${desk.library.passages.length} passages by BM25 against: ${asked.join(', ')}. ` +
      `Quoted the best ${extracts.length} word for word. ${gap}`.trim(),
    sources,
  };
}

export function quoteWithSource({ match, text, echoes }: Extract): string {
  const { item, heading } = match.passage;
  const places = [item, ...echoes].map((one) => `${named(one.title)} (\`${one.id}\`)`).join(', also ');
  const section = heading === '' ? '' : `, section ${named(heading)}`;
  return `${quoted(text)}\n\nSource: ${places}${section}`;
}

/** A topic the reviewer asked for is either quoted or said to be missing. */
export function absentTopics(desk: Desk): string[] {
  const absent = desk.wishes.topics.filter((topic) => {
    const terms = distinctTermsOf(topic);
    return !desk.library.vocabulary.some((words) => terms.some((term) => words.has(term)));
  });
  return absent.length === 0 ? [] : [`Asked for, but nowhere in the bundle: ${absent.join(', ')}.`];
}

export function places(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function emptyFinding(desk: Desk): Draft {
  const { brief, library } = desk;
  const question = topicOf(brief.intent);
  const titles = library.items.slice(0, 10).map((item) => `- ${named(item.title)} (\`${item.id}\`)`);
  return {
    tool: 'propose_block',
    title: shortened(`No evidence: ${question.phrase}`, longestTitleCharacters),
    content: [
      `The bundle does not answer **${question.phrase}**: none of its ${places(library.passages.length, 'passage')} ` +
        `holds any of these terms: ${question.terms.join(', ') || '(the task names none)'}.`,
      ...(titles.length > 0 ? [`What was searched:\n\n${titles.join('\n')}`] : ['The bundle is empty.']),
      ...absentTopics(desk),
      ownNote,
    ].join('\n\n'),
    confidence: 0.1,
    reasoning: `Ranked ${library.passages.length} passages by BM25 against the task; none matches, so this records the gap.`,
    sources: [],
  };
}

/** One draft over all sources: what they share, then the best passage of each. */
export function synthesisOf(desk: Desk): readonly Draft[] {
  const question = topicOf(desk.brief.intent);
  const matches = rankOn(desk, question.terms, question.terms);
  const perItem = new Map<Item, Match>();
  for (const match of matches) if (!perItem.has(match.passage.item)) perItem.set(match.passage.item, match);
  const best = [...perItem.values()].slice(0, extractLimit(desk) + 2);
  if (best.length === 0) return [emptyFinding(desk)];
  const extracts = best.map((match) => extractFrom(desk, match, question.terms));
  const shared = question.terms
    .map((term) => ({ term, count: best.filter((match) => match.terms.includes(term)).length }))
    .filter(({ count }) => count > 1);
  const sharedWords = shared.map(({ term, count }) => `${term} (${count})`).join(', ');
  const inCommon =
    shared.length > 0 ? `Named by more than one source: ${sharedWords}.` : 'No two sources name the same.';
  return [
    {
      tool: 'propose_block',
      title: shortened(`Synthesis: ${question.phrase}`, longestTitleCharacters),
      content: [
        `${places(best.length, 'source')} on **${question.phrase}**. ${inCommon}`,
        ...extracts.map(quoteWithSource),
        ...absentTopics(desk),
        ...(desk.brevity < 2 ? [ownNote] : []),
      ].join('\n\n'),
      confidence: confidenceOf(question.terms, best, matches),
      reasoning: `Took the best passage of each of ${places(best.length, 'source')} by BM25. ${inCommon}`,
      sources: sourcesOf(extracts),
    },
  ];
}
