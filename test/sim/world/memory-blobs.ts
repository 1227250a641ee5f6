import type { Blobs } from '../../../lib/platform/index.ts';

/** No scenario stores a content that is too large for the database. */
export const createMemoryBlobs = (): Blobs => {
  const refuse = async (): Promise<never> => {
    throw new Error('the simulator keeps no large contents');
  };
  return { put: refuse, get: refuse, has: async () => false, signedUrl: refuse };
};
