import {
  artifactRevisionView,
  artifactSummary,
  artifactView,
  contentOf,
  judgedRevision,
  listArtifacts,
  listRevisions,
} from '../../lib/artifacts/index.ts';
import { allCheckpoints, assessArtifacts } from '../../lib/checkpoints/index.ts';
import { notFound } from '../../lib/errors.ts';
import { httpFunction } from '../middleware/http.ts';
import { platform } from '../runtime.ts';

/** The address of a file lives long enough for one download, not for passing on. */
const fileLifeSeconds = 300;

export const handler = httpFunction('artifacts', {
  listArtifacts: async ({ located: { session }, query, cursor, page }) => {
    const { table } = platform();
    const { workspaceId, id } = session;
    const [found, reviews] = await Promise.all([
      listArtifacts(table, workspaceId, id, { limit: query.limit, cursor }),
      allCheckpoints(table, workspaceId, id),
    ]);
    const judged = found.items.map((item) => judgedRevision(item, reviews));
    const risks = await assessArtifacts(platform(), { ...session, sessionId: id }, judged);
    const items = found.items.flatMap((item, place) => {
      const risk = risks[place];
      return risk === undefined ? [] : [artifactSummary(item, reviews, risk)];
    });
    return { status: 200, body: await page(items, found.cursor) };
  },

  getArtifact: async ({ located: { session, artifact } }) => {
    const { table, blobs } = platform();
    const { workspaceId, id } = session;
    const [reviews, content] = await Promise.all([
      allCheckpoints(table, workspaceId, id),
      contentOf(blobs, workspaceId, artifact),
    ]);
    const judged = [judgedRevision(artifact, reviews)];
    const [risk] = await assessArtifacts(platform(), { ...session, sessionId: id }, judged);
    if (risk === undefined) throw notFound();
    return { status: 200, body: artifactView(artifact, content, reviews, risk) };
  },

  listArtifactRevisions: async ({ located: { session, artifact }, query, cursor, page }) => {
    const { table, blobs } = platform();
    const { workspaceId, id } = session;
    const found = await listRevisions(table, workspaceId, id, artifact.id, { limit: query.limit, cursor });
    const items = found.items.map(async (item) =>
      artifactRevisionView(item, await contentOf(blobs, workspaceId, item)),
    );
    return { status: 200, body: await page(await Promise.all(items), found.cursor) };
  },

  getArtifactFile: async ({ located: { session, artifact } }) => {
    const { fileName, contentType, bodyDigest } = artifact;
    if (fileName === undefined || contentType === undefined) throw notFound();
    const file = { fileName, contentType, expiresInSeconds: fileLifeSeconds };
    return { status: 303, location: await platform().blobs.signedUrl(session.workspaceId, bodyDigest, file) };
  },
});
