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

  /** Folders whose names this process has brought to the disk: a killed one may have named a file and gone no further. */
  const firm = new Set<string>();

  const store = async (path: string, bytes: Uint8Array): Promise<void> => {
    if (!(await isPresent(path, bytes.length)))
      return writeDurably(path, join(unfinished, settings.ids.next('tmp')), bytes);
    const folder = dirname(path);
    if (firm.has(folder)) return;
    await syncFolders(folder, settings.folder);
    if (firm.size >= maxFirmFolders) firm.clear();
    firm.add(folder);
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

async function writeDurably(path: string, temporaryPath: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const firstCreated = await mkdir(folder, { recursive: true, mode: folderMode });
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
  await syncFolders(folder, firstCreated === undefined ? folder : dirname(firstCreated));
}

/** A name is on disk when its folder is, and a new folder when its parent is, up to `top`. */
async function syncFolders(folder: string, top: string): Promise<void> {
  for (let current = folder; ; current = dirname(current)) {
    await closing(await open(current, 'r'), (handle) => handle.sync());
    if (current === top || current === dirname(current)) return;
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
