import type { Blobs, Table } from '../platform/index.ts';
import { Turn } from '../sessions/index.ts';
import { TurnRow } from './schema.ts';
import { blocksOf, turnPage } from './store.ts';

/** The turns of a session, newest first; `input` is what was new to the model, a reviewer's words verbatim. */
export async function listTurns(
  ports: { readonly table: Table; readonly blobs: Blobs },
  session: { readonly workspaceId: string; readonly id: string },
  options: { readonly limit: number; readonly cursor: string | undefined },
): Promise<{ readonly items: readonly Turn[]; readonly cursor: string | undefined }> {
  const { workspaceId, id } = session;
  const page = await turnPage(ports.table, workspaceId, id, { ...options, reverse: true });
  const items = page.rows.map(async (stored): Promise<Turn> => {
    const row = TurnRow.parse(stored);
    const [input, output] = await Promise.all([
      blocksOf(ports.blobs, workspaceId, row.input),
      blocksOf(ports.blobs, workspaceId, row.output),
    ]);
    return Turn.parse({ ...row, input, output });
  });
  return { items: await Promise.all(items), cursor: page.cursor };
}
