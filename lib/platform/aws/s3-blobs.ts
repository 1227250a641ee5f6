/** Blobs as objects `<workspace>/<hex>`: content-addressed, written once. */
import { attachmentDisposition, safeContentType } from '../attachment.ts';
import {
  type BlobAddress,
  blobAddress,
  bytesOf,
  checkIntegrity,
  checkSignedSeconds,
  digestOfBytes,
  missingBlob,
} from '../blob-address.ts';
import type { Blobs } from '../ports.ts';
import { awsFailure, statusOf } from './failure.ts';
import type { AwsClient } from './wire/client.ts';
import { queryText } from './wire/signature.ts';

/** @param client its endpoint is the bucket's own address */
export function createS3Blobs(client: AwsClient): Blobs {
  const pathOf = ({ workspaceId, hex }: BlobAddress): string => `/${workspaceId}/${hex}`;
  const exists = async (address: BlobAddress): Promise<boolean> => {
    try {
      await client.send({ method: 'HEAD', path: pathOf(address) });
      return true;
    } catch (error) {
      if (isAbsent(error)) return false;
      throw awsFailure(error, 's3:HeadObject');
    }
  };

  return {
    async put(workspaceId, content, contentType = 'application/octet-stream') {
      const bytes = bytesOf(content);
      const digest = digestOfBytes(bytes);
      const address = blobAddress(workspaceId, digest);
      const put = {
        method: 'PUT',
        path: pathOf(address),
        body: bytes,
        headers: {
          'content-type': safeContentType(contentType),
          // S3 compares it with what arrived, and keeps it.
          'x-amz-checksum-sha256': Buffer.from(address.hex, 'hex').toString('base64'),
          'if-none-match': '*',
        },
      };
      await client.send(put).catch(async (error: unknown) => {
        // 412: the same bytes are there already. 409: somebody was just storing or deleting them.
        if (statusOf(error) === 412 || (statusOf(error) === 409 && (await exists(address)))) return;
        throw awsFailure(error, 's3:PutObject');
      });
      return digest;
    },

    async get(workspaceId, digest) {
      const get = { method: 'GET', path: pathOf(blobAddress(workspaceId, digest)) };
      const { body } = await client.send(get).catch((error: unknown) => {
        throw isAbsent(error) ? missingBlob(digest, error) : awsFailure(error, 's3:GetObject');
      });
      checkIntegrity(body, digest);
      return body;
    },

    has: async (workspaceId, digest) => exists(blobAddress(workspaceId, digest)),

    async signedUrl(workspaceId, digest, options) {
      checkSignedSeconds(options.expiresInSeconds);
      const answerAs = queryText([
        ['response-content-disposition', attachmentDisposition(options.fileName)],
        ['response-content-type', safeContentType(options.contentType)],
      ]);
      return client.address(`${pathOf(blobAddress(workspaceId, digest))}?${answerAs}`, options.expiresInSeconds);
    },
  };
}

/** Without ListBucket S3 would answer 403 for an absent object; the bucket's grants include it, so 404 is the only sign. */
const isAbsent = (error: unknown): boolean => statusOf(error) === 404;
