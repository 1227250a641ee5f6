/** Blobs as objects `<workspace>/<hex>`: content-addressed, written once. */
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
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
import { awsFailure, nameOf, statusOf } from './failure.ts';

export function createS3Blobs(settings: { readonly client: S3Client; readonly bucket: string }): Blobs {
  const { client, bucket } = settings;
  const locate = ({ workspaceId, hex }: BlobAddress) => ({ Bucket: bucket, Key: `${workspaceId}/${hex}` });
  const exists = async (address: BlobAddress): Promise<boolean> => {
    try {
      await client.send(new HeadObjectCommand(locate(address)));
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
      const put = new PutObjectCommand({
        ...locate(address),
        Body: bytes,
        ContentType: safeContentType(contentType),
        // S3 compares it with what arrived.
        ChecksumSHA256: Buffer.from(address.hex, 'hex').toString('base64'),
        IfNoneMatch: '*',
      });
      await client.send(put).catch(async (error: unknown) => {
        // 412: the same bytes are there already. 409: somebody was just storing or deleting them.
        if (statusOf(error) === 412 || (statusOf(error) === 409 && (await exists(address)))) return;
        throw awsFailure(error, 's3:PutObject');
      });
      return digest;
    },

    async get(workspaceId, digest) {
      const get = new GetObjectCommand(locate(blobAddress(workspaceId, digest)));
      const bytes = await client
        .send(get)
        .then((answer) => answer.Body?.transformToByteArray())
        .catch((error: unknown) => {
          throw isAbsent(error) ? missingBlob(digest, error) : awsFailure(error, 's3:GetObject');
        });
      if (bytes === undefined) throw missingBlob(digest);
      checkIntegrity(bytes, digest);
      return bytes;
    },

    has: async (workspaceId, digest) => exists(blobAddress(workspaceId, digest)),

    async signedUrl(workspaceId, digest, options) {
      checkSignedSeconds(options.expiresInSeconds);
      const get = new GetObjectCommand({
        ...locate(blobAddress(workspaceId, digest)),
        ResponseContentDisposition: attachmentDisposition(options.fileName),
        ResponseContentType: safeContentType(options.contentType),
      });
      return getSignedUrl(client, get, { expiresIn: options.expiresInSeconds });
    },
  };
}

/** Without ListBucket S3 would answer 403 for an absent object; the bucket's grants include it, so 404 is the only sign. */
const isAbsent = (error: unknown): boolean => nameOf(error) === 'NoSuchKey' || statusOf(error) === 404;
