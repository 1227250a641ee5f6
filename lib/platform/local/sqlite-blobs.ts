/** Small blobs in the database, where they share its grouped commits: a file of its own costs two flushes of the disk. */
import { type BlobAddress, blobAddress, bytesOf, checkIntegrity, digestOfBytes } from '../blob-address.ts';
import type { Blobs } from '../ports.ts';
import type { Database } from './database.ts';

/** Larger contents are files: they would fill the pages that rows need. */
const maxBytes = 64 * 1024;

const schema = `CREATE TABLE IF NOT EXISTS blob (
  workspace TEXT NOT NULL, hex TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (workspace, hex)
) WITHOUT ROWID`;

/** What is small is kept in the database, the rest in `large`; what is asked for is found in either. */
export function createSqliteBlobs(database: Database, large: Blobs): Blobs {
  database.define(schema);
  const find = ({ workspaceId, hex }: BlobAddress): Uint8Array | undefined =>
    database.read((sql) => {
      const content = sql
        .prepare('SELECT content FROM blob WHERE workspace = ? AND hex = ?')
        .get(workspaceId, hex)?.content;
      return content instanceof Uint8Array ? content : undefined;
    });

  return {
    async put(workspaceId, content, contentType) {
      const bytes = bytesOf(content);
      if (bytes.length > maxBytes) return large.put(workspaceId, bytes, contentType);
      const digest = digestOfBytes(bytes);
      const address = blobAddress(workspaceId, digest);
      if (find(address) === undefined) {
        await database.write((sql) =>
          sql
            .prepare('INSERT OR IGNORE INTO blob (workspace, hex, content) VALUES (?, ?, ?)')
            .run(address.workspaceId, address.hex, bytes),
        );
      }
      return digest;
    },

    async get(workspaceId, digest) {
      const found = find(blobAddress(workspaceId, digest));
      if (found === undefined) return large.get(workspaceId, digest);
      checkIntegrity(found, digest);
      return found;
    },

    has: async (workspaceId, digest) =>
      find(blobAddress(workspaceId, digest)) !== undefined || large.has(workspaceId, digest),
    signedUrl: (workspaceId, digest, options) => large.signedUrl(workspaceId, digest, options),
  };
}
