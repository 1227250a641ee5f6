/** Splits a task into the questions it asks. */
import { shortened } from './extracts.ts';
import { distinctTermsOf } from './terms.ts';

export interface Question {
  /** In the words of the task, with a capital letter. */
  readonly phrase: string;
  readonly terms: readonly string[];
}

export const maxQuestions = 3;
const longestPhraseCharacters = 90;

const separators = /[;\n]+|,\s*(?:and\s+)?|\.\s+|\?\s*|\s+and\s+|\s+sowie\s+|\s+et\s+/i;
const openingWords =
  /^(?:please\s+|can you\s+|could you\s+|i (?:need|want)\s+|we (?:need|want)\s+)?(?:research|find(?: out)?|summari[sz]e|write|draft|compose|create|make|prepare|produce|analy[sz]e|update|revise|synthesi[sz]e|report(?: on)?|describe|explain|list|show|compare|document|review|investigate|explore|look (?:at|into))\b\s*/i;
const fillers = /^(?:up|on|about|out|a|an|the|us|me|our|report|document|overview|summary|of|for)\b\s*/i;

/** One to three; parts without a telling word belong to their neighbours. */
export function questionsOf(intent: string): readonly Question[] {
  const parts = intent
    .split(separators)
    .map(asQuestion)
    .filter((question) => question.terms.length > 0);
  if (parts.length === 0) return [asQuestion(intent)];
  const first = parts.slice(0, maxQuestions - 1);
  const rest = parts.slice(maxQuestions - 1);
  if (rest.length <= 1) return [...first, ...rest];
  const phrase = shortened(rest.map((part) => part.phrase).join(', '), longestPhraseCharacters);
  return [...first, { phrase, terms: [...new Set(rest.flatMap((part) => part.terms))] }];
}

/** The whole task as one question: its first sentence. */
export function topicOf(intent: string): Question {
  const first = intent.split(/[;\n]+|[.?!]\s+/).find((part) => distinctTermsOf(part).length > 0);
  return { ...asQuestion(first ?? intent), terms: distinctTermsOf(intent) };
}

export function asQuestion(text: string): Question {
  const plain = text.replaceAll(/[\s`*_[\]<>|\\#]+/g, ' ').trim();
  let phrase = plain.replace(openingWords, '');
  while (fillers.test(phrase)) phrase = phrase.replace(fillers, '');
  phrase = shortened(phrase || plain, longestPhraseCharacters).replace(/[.:!\s]+$/, '') || 'The task';
  return { phrase: `${phrase.slice(0, 1).toUpperCase()}${phrase.slice(1)}`, terms: distinctTermsOf(text) };
}
