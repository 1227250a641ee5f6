import type { Mailer, Table } from '../platform/index.ts';
import type { OutboxItem } from './schema.ts';
import { listMailRows, StoredMail } from './store.ts';

/** Every mail of a workspace and its fate, newest first; with bodies where the host keeps them. */
export async function listOutbox(
  ports: { readonly table: Table; readonly mailer: Mailer },
  workspaceId: string,
  options: { readonly limit: number; readonly cursor: string | undefined },
): Promise<{ readonly items: readonly OutboxItem[]; readonly cursor: string | undefined }> {
  const page = await listMailRows(ports.table, workspaceId, options.limit, options.cursor);
  const items = await Promise.all(
    page.rows.map(async (row) => {
      const { workspaceId: _w, projectId: _p, ...mail } = StoredMail.parse(row);
      return { ...mail, ...(mail.status === 'sent' ? await ports.mailer.sent(mail.id) : undefined) };
    }),
  );
  return { items, cursor: page.cursor };
}
