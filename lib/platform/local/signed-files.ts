/** Addresses of stored files on the embedded host: what S3's presigned addresses are on AWS. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { type BlobAddress, blobAddress, checkSignedSeconds } from '../blob-address.ts';
import type { Clock } from '../ports.ts';

export interface FileOptions {
  readonly fileName: string;
  readonly contentType: string;
  readonly expiresInSeconds: number;
}

export type SignedFile =
  | {
      readonly outcome: 'valid';
      readonly workspaceId: string;
      readonly digest: string;
      readonly fileName: string;
      readonly contentType: string;
    }
  | { readonly outcome: 'expired' }
  /** Not signed here, or changed since. */
  | { readonly outcome: 'invalid' };

export interface FileSigner {
  sign(address: BlobAddress, options: FileOptions): Promise<string>;
  /** What the host's file route must ask before it serves anything. `url` is the address as requested. */
  verify(url: URL): Promise<SignedFile>;
}

const pathPattern = /^\/files\/([A-Za-z0-9_-]{1,64})\/([0-9a-f]{64})$/;
const parameters = z.object({
  name: z.string(),
  type: z.string(),
  expires: z.string().regex(/^[1-9][0-9]{0,14}$/),
  signature: z.string().regex(/^[\w-]{43}$/),
});

/** Addresses `<publicUrl>/files/<workspace>/<hex>?name&type&expires&signature`; `expires` in epoch seconds by the clock. */
export function createFileSigner(settings: {
  readonly publicUrl: string;
  readonly key: () => Promise<string>;
  readonly clock: Clock;
}): FileSigner {
  const signature = async (signed: readonly string[]): Promise<Buffer> =>
    createHmac('sha256', await settings.key())
      .update(JSON.stringify(['file address, version 1', ...signed]))
      .digest();

  return {
    async sign({ workspaceId, hex }, options) {
      checkSignedSeconds(options.expiresInSeconds);
      const expires = String(Math.ceil(settings.clock.now() / 1000) + options.expiresInSeconds);
      // As a query carries it: lone surrogates would come back as replacement characters, and then not match.
      const name = options.fileName.toWellFormed();
      const type = options.contentType.toWellFormed();
      const proof = await signature([workspaceId, hex, name, type, expires]);
      const query = new URLSearchParams({ name, type, expires, signature: proof.toString('base64url') });
      return `${settings.publicUrl.replace(/\/+$/, '')}/files/${workspaceId}/${hex}?${query}`;
    },

    async verify(url) {
      const [, workspaceId, hex] = pathPattern.exec(url.pathname) ?? [];
      const query = parameters.safeParse(Object.fromEntries(url.searchParams));
      if (workspaceId === undefined || hex === undefined || !query.success) return { outcome: 'invalid' };
      const { name, type, expires } = query.data;
      const expected = await signature([workspaceId, hex, name, type, expires]);
      const given = Buffer.from(query.data.signature, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { outcome: 'invalid' };
      if (settings.clock.now() >= Number(expires) * 1000) return { outcome: 'expired' };
      const digest = `sha256:${blobAddress(workspaceId, `sha256:${hex}`).hex}`;
      return { outcome: 'valid', workspaceId, digest, fileName: name, contentType: type };
    },
  };
}
