/** Blobs as files `<folder>/<workspace>/ab/cdef…`, named by their content. A file that has its name is complete and on disk. */
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BlobAddress, blobAddress, bytesOf, checkIntegrity, digestOfBytes, missingBlob } from '../blob-address.ts';
import { errorMember } from '../error-member.ts';
import type { Blobs, Ids } from '../ports.ts';
import type { FileSigner } from './signed-files.ts';

const folderMode = 0o700;
const fileMode = 0o600;
/** Unfinished files; no workspace id begins with a dot. A kill leaves them behind, the next start removes them. */
const unfinishedFolder = '.unfinished';
const maxFirmFolders = 10_000;

/** The only process that writes the folder opens it: what another run left unfinished is removed. */
export async function openFolderBlobs(settings: {
  readonly folder: string;
  readonly ids: Ids;
  readonly signer: FileSigner;
}): Promise<Blobs> {
  const unfinished = join(settings.folder, unfinishedFolder);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: folderMode });
  /** A second put of the same content must not answer before the first one is on disk. */
  const running = new Map<string, Promise<void>>();
  const pathOf = ({ workspaceId, hex }: BlobAddress): string =>
    join(settings.folder, workspaceId, hex.slice(0, 2), hex.slice(2));

  /**
   * Folders that this process has brought to the disk, with those above them and what former processes named in them: a killed one may
   * have made a folder or named a file and gone no further, and another put may be on its way to the disk with a folder that both need.
   */
  const firm = new Set<string>();
  /** Holds the name of the folder of all blobs. */
  const top = dirname(dirname(unfinished));

  /** A name is on disk when its folder is, and a folder when the one above it is, up to one that is firm. */
  const makeFirm = async (folder: string): Promise<void> => {
    const reached: string[] = [];
    for (let current = folder; ; current = dirname(current)) {
      await closing(await open(current, 'r'), (handle) => handle.sync());
      reached.push(current);
      if (current === top || firm.has(current)) break;
    }
    if (firm.size + reached.length > maxFirmFolders) firm.clear();
    for (const current of reached) firm.add(current);
  };

  const store = async (path: string, bytes: Uint8Array): Promise<void> => {
    const folder = dirname(path);
    if (!(await isPresent(path, bytes.length)))
      await writeNamed(path, join(unfinished, settings.ids.next('tmp')), bytes);
    else if (firm.has(folder)) return;
    try {
      await makeFirm(folder);
    } catch (error) {
      // The file has its name already: without this the next put would take it for stored.
      firm.delete(folder);
      throw error;
    }
  };

  return {
    async put(workspaceId, content) {
      const bytes = bytesOf(content);
      const digest = digestOfBytes(bytes);
      const path = pathOf(blobAddress(workspaceId, digest));
      const storing = running.get(path) ?? store(path, bytes).finally(() => running.delete(path));
      running.set(path, storing);
      await storing;
      return digest;
    },

    async get(workspaceId, digest) {
      const bytes = await readFile(pathOf(blobAddress(workspaceId, digest))).catch((error: unknown) => {
        throw isAbsent(error) ? missingBlob(digest, error) : error;
      });
      checkIntegrity(bytes, digest);
      return bytes;
    },

    has: async (workspaceId, digest) => isPresent(pathOf(blobAddress(workspaceId, digest)), undefined),
    signedUrl: async (workspaceId, digest, options) => settings.signer.sign(blobAddress(workspaceId, digest), options),
  };
}

/** With a length: a file that some accident cut short counts as absent, so that storing it again mends it. */
async function isPresent(path: string, length: number | undefined): Promise<boolean> {
  try {
    const found = await stat(path);
    return length === undefined || found.size === length;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** The bytes are on disk before they have their name; the name is when its folder is. */
async function writeNamed(path: string, temporaryPath: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: folderMode });
  try {
    await closing(await open(temporaryPath, 'wx', fileMode), async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    });
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw error;
  }
}

async function closing(handle: FileHandle, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}

const isAbsent = (error: unknown): boolean => errorMember(error, 'code') === 'ENOENT';
