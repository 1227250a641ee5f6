/** Mail on the embedded host goes nowhere: it is kept, so that the `/outbox` page can show it. */
import * as z from 'zod';
import { checkMail } from '../mail-address.ts';
import type { Clock, Mail, Mailer } from '../ports.ts';
import type { Database } from './database.ts';

/** Older mails are dropped: links expire, and the outbox is for looking at, not for keeping. */
const maxKeptMails = 10_000;
const defaultListed = 100;

export interface StoredMail extends Mail {
  readonly sentAt: number;
}

export interface LocalMailer extends Mailer {
  /** The latest mails, newest first. */
  recent(limit?: number): readonly StoredMail[];
}

const schema = `
  CREATE TABLE IF NOT EXISTS mail (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    sent_at INTEGER NOT NULL,
    content TEXT NOT NULL
  ) STRICT;`;

const mailContent = z.object({
  to: z.object({ name: z.string(), address: z.string() }),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  headers: z.record(z.string(), z.string()),
});

export function createLocalMailer(settings: { readonly database: Database; readonly clock: Clock }): LocalMailer {
  const { database, clock } = settings;
  database.define(schema);

  return {
    async send(mail) {
      const { id, ...content } = checkMail(mail);
      await database.write((sql) => {
        const added = sql
          .prepare('INSERT INTO mail (id, sent_at, content) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING')
          .run(id, clock.now(), JSON.stringify(content));
        if (added.changes === 0) return;
        sql.prepare('DELETE FROM mail WHERE sequence <= ?').run(Number(added.lastInsertRowid) - maxKeptMails);
      });
    },

    async sent(id) {
      const row = database.read((sql) => sql.prepare('SELECT content FROM mail WHERE id = ?').get(id));
      if (row === undefined) return undefined;
      const { text, html } = parseContent(row.content);
      return { text, html };
    },

    recent(limit = defaultListed) {
      const rows = database.read((sql) =>
        sql.prepare('SELECT id, sent_at, content FROM mail ORDER BY sequence DESC LIMIT ?').all(limit),
      );
      return rows.map((row) => ({
        id: String(row.id),
        sentAt: Number(row.sent_at),
        ...parseContent(row.content),
      }));
    },
  };
}

const parseContent = (content: unknown): z.infer<typeof mailContent> => mailContent.parse(JSON.parse(String(content)));
