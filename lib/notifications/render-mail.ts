import { type ArtifactRevision, spelledOut } from '../artifacts/index.ts';
import type { Checkpoint } from '../checkpoints/index.ts';
import type { Mail } from '../platform/index.ts';
import type { StoredMail } from './store.ts';

const escaped: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escaped[character] ?? character);

/** What mail programs make a link of by themselves; whatever stands right before `://`, some find a scheme in it. */
const address = /:\/\/\S*|\bwww\.\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}\.[a-z]{2,24}[/:?#]\S*/gi;
/** Ours shall be the only link of a mail: others are broken, visibly. */
const broken = (link: string): string => link.replaceAll('.', '[.]').replaceAll('://', '[:]//');
/** Looked at, of a text of which so much is shown. */
const excess = 4;
/** Words of others on one line: what can not be seen is spelled out (C6), and no address leads anywhere (T10). */
const onOneLine = (text: string, length: number): string => {
  const spelled = spelledOut(text.slice(0, length * excess).toWellFormed());
  const line = spelled.replace(/\s+/g, ' ').trim().replace(address, broken);
  return line.length > length ? `${line.slice(0, length - 1).toWellFormed()}…` : line;
};

const maxTitles = 12;
const subjectLength = 120;

const asked = {
  checkpoint_opened: 'Your decision is needed',
  checkpoint_reminder: 'Still waiting for your decision',
} as const;

/** The subject: what is asked, and of what; the agent's words on one line, nothing hidden. */
export const subjectOf = (kind: StoredMail['kind'], checkpoint: Pick<Checkpoint, 'title'>): string =>
  `${asked[kind]}: ${onOneLine(checkpoint.title, subjectLength)}`;

/**
 * A mail that says what would be applied, for one recipient: text and HTML say the same. The link opens a page and decides nothing (N1).
 */
export function renderMail(
  mail: Pick<StoredMail, 'id' | 'kind' | 'to' | 'subject'>,
  checkpoint: Pick<Checkpoint, 'title' | 'reason' | 'effect' | 'riskLevel' | 'dueAt'>,
  artifacts: readonly Pick<ArtifactRevision, 'title' | 'artifactType'>[],
  link: string,
): Mail {
  const facts = [
    `What happens if you approve: ${checkpoint.effect}`,
    `Risk: ${checkpoint.riskLevel}`,
    `Why you are asked: ${onOneLine(checkpoint.reason, 300)}`,
    ...(checkpoint.dueAt ? [`Decide until: ${checkpoint.dueAt.slice(0, 16).replace('T', ' ')} UTC`] : []),
  ];
  const titles = artifacts
    .slice(0, maxTitles)
    .map(({ title, artifactType }) => `${artifactType.replaceAll('_', ' ')}: ${onOneLine(title, 160)}`);
  if (artifacts.length > maxTitles) titles.push(`and ${artifacts.length - maxTitles} more`);
  const body = {
    greeting: `Hello ${onOneLine(mail.to.displayName, 100)},`,
    title: onOneLine(checkpoint.title, 300),
    facts,
    titles,
    link,
  };
  return {
    id: mail.id,
    to: { name: mail.to.displayName, address: mail.to.address },
    subject: mail.subject,
    text: textOf(mail.kind, body),
    html: htmlOf(mail.kind, body),
  };
}

interface Body {
  readonly greeting: string;
  readonly title: string;
  readonly facts: readonly string[];
  readonly titles: readonly string[];
  readonly link: string;
}
const closing =
  'Opening the link decides nothing; the page has the buttons. The link is yours alone: whoever has it can decide in your name, so do not forward it.';

const textOf = (kind: StoredMail['kind'], { greeting, title, facts, titles, link }: Body): string =>
  [
    greeting,
    '',
    `${asked[kind]}:`,
    title,
    '',
    ...facts,
    ...(titles.length > 0 ? ['', 'The work:', ...titles.map((line) => `- ${line}`)] : []),
    '',
    `Read and decide: ${link}`,
    '',
    closing,
    '',
  ].join('\n');

const list = (lines: readonly string[]): string =>
  `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
const htmlOf = (kind: StoredMail['kind'], { greeting, title, facts, titles, link }: Body): string =>
  [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>',
    '<body style="font-family:system-ui,sans-serif;max-width:36em;line-height:1.5">',
    `<p>${escapeHtml(greeting)}</p><p>${asked[kind]}:<br><strong>${escapeHtml(title)}</strong></p>`,
    list(facts),
    titles.length > 0 ? `<p>The work:</p>${list(titles)}` : '',
    `<p><a href="${escapeHtml(link)}" rel="noreferrer" ses:no-track>Read and decide</a></p>`,
    `<p style="font-size:small">${closing}</p></body></html>`,
  ].join('');
