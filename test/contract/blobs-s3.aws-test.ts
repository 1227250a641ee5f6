import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3Blobs } from '../../lib/platform/aws/s3-blobs.ts';
import { connectBucket } from '../support/aws/connect.ts';
import { blobsContract } from './blobs-contract.ts';

const client = new S3Client();
const bucket = `blobs-contract-${process.pid}`;
beforeAll(() => client.send(new CreateBucketCommand({ Bucket: bucket })));
afterAll(() => client.destroy());

blobsContract('S3', async () => ({
  blobs: createS3Blobs(connectBucket(bucket)),
  async download(address) {
    const answer = await fetch(address);
    return {
      status: answer.status,
      body: new Uint8Array(await answer.arrayBuffer()),
      disposition: answer.headers.get('content-disposition') ?? '',
      contentType: answer.headers.get('content-type') ?? '',
    };
  },
}));
