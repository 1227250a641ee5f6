import { exportLines, listEntries, verifyChain } from '../../lib/audit/index.ts';
import { viewReview } from '../../lib/governance/index.ts';
import { httpFunction } from '../middleware/http.ts';
import { platform } from '../runtime.ts';

/** What a function may answer itself; a longer export is stored and fetched from there. */
const maxInlineBytes = 5 * 1024 * 1024;
const fileIsGoodForSeconds = 900;

export const handler = httpFunction('audit', {
  listAudit: async ({ located, query, cursor, page }) => {
    const found = await listEntries(platform(), located.project, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  exportAudit: async ({ located: { project } }) => {
    const lines: string[] = [];
    for await (const line of exportLines(platform(), project)) lines.push(line);
    const content = lines.join('');
    if (Buffer.byteLength(content) <= maxInlineBytes) return { status: 200, content };
    const contentType = 'application/x-ndjson';
    const { blobs } = platform();
    const digest = await blobs.put(project.workspaceId, content, contentType);
    const location = await blobs.signedUrl(project.workspaceId, digest, {
      fileName: `audit-${project.id}.ndjson`,
      contentType,
      expiresInSeconds: fileIsGoodForSeconds,
    });
    return { status: 303, location };
  },

  verifyAudit: async ({ located: { project } }) => ({
    status: 200,
    body: await verifyChain(platform(), project, project.chain),
  }),

  getReview: async ({ located }) => ({ status: 200, body: await viewReview(platform(), located.review) }),
});
