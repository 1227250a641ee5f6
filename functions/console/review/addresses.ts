import { blockPath, documentPath } from '../paths.ts';

interface Place {
  readonly workspaceId: string;
  readonly projectId: string;
}
export type AddressOf = (id: string) => string | undefined;

/** Addresses of blocks and documents of a project by their ids. */
export const addressesIn =
  (place: Place): AddressOf =>
  (id) =>
    id.startsWith('blk_') ? blockPath(place, id) : id.startsWith('doc_') ? documentPath(place, id) : undefined;
