/** A file beside the report, where the task asks a reporting agent for one. */
import type { Desk, Draft } from './desk.ts';
import { documentOf } from './documents.ts';
import { termsOf } from './terms.ts';

const fileWords = /\b(file|export|download|deliverable|csv|spreadsheet|xlsx)\b/i;
const tableWords = /\b(csv|spreadsheet|xlsx|table)\b/i;
const longestNameTerms = 6;

export function deliverablesOf(desk: Desk): readonly Draft[] {
  const isAsked = desk.brief.agentType === 'reporting' && fileWords.test(desk.brief.intent);
  return isAsked ? [deliverableOf(desk)] : [];
}

/** The report as Markdown, or its sources as a table. */
export function deliverableOf(desk: Desk): Draft {
  const document = documentOf(desk);
  const isTable = tableWords.test(desk.brief.intent);
  const name = termsOf(document.title).slice(0, longestNameTerms).join('-') || 'report';
  return {
    ...document,
    tool: 'deliver_file',
    title: `File: ${document.title}`,
    content: isTable ? tableOf(document) : `${document.content}\n`,
    extra: { fileName: `${name}.${isTable ? 'csv' : 'md'}`, contentType: isTable ? 'text/csv' : 'text/markdown' },
  };
}

function tableOf(document: Draft): string {
  const rows = document.sources.map((source) => [
    source.title,
    source.blockId ?? source.documentId ?? '',
    source.quote,
  ]);
  return [['title', 'id', 'quote'], ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Quoted always; a leading = + - @ would be a formula to a spreadsheet. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
