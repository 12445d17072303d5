import {
  close,
  closeSync,
  constants,
  fdatasync,
  fsync,
  open,
  openSync,
  rename,
  renameSync,
  stat,
  statSync,
  writeFile,
  writeFileSync,
} from 'node:fs'
import { promisify } from 'node:util'
import { isMissing } from './archive-damage.ts'

type Sooner<T> = T | Promise<T>

/** What the kernel does in its memory, without waiting for the disk as a rule. */
export interface FileCalls {
  /** Bytes; undefined when nothing is there. */
  size(path: string): Sooner<number | undefined>
  /** The number of a new file, to be written; fails when something is there. */
  create(path: string): Sooner<number>
  openFolder(path: string): Sooner<number>
  write(file: number, bytes: Uint8Array): Sooner<void>
  close(file: number): Sooner<void>
  rename(from: string, to: string): Sooner<void>
}

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
const MODE = 0o640
const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY

/**
 * Done by the thread that asks. To hand a call to another thread and to hear of its end costs several times the call: 0.3 of
 * 0.75 ms of a core for a document that is put.
 */
export const atOnce: FileCalls = {
  size: (path) => statSync(path, { throwIfNoEntry: false })?.size,
  create: (path) => openSync(path, NEW, MODE),
  openFolder: (path) => openSync(path, FOLDER),
  write: (file, bytes) => writeFileSync(file, bytes),
  close: closeSync,
  rename: renameSync,
}

const later = {
  stat: promisify(stat),
  open: promisify(open),
  write: promisify<number, Uint8Array>(writeFile),
  close: promisify(close),
  rename: promisify(rename),
}

/** Done by another thread: whoever asks goes on with something else, however long it takes. */
export const byAnother: FileCalls = {
  async size(path) {
    try {
      return (await later.stat(path)).size
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },
  create: (path) => later.open(path, NEW, MODE),
  openFolder: (path) => later.open(path, FOLDER),
  write: later.write,
  close: later.close,
  rename: later.rename,
}

/** The file's bytes would survive a power cut. */
export const syncBytes: (file: number) => Promise<void> = promisify(fdatasync)

/** All of the file would; of a folder, its entries. */
export const syncAll: (file: number) => Promise<void> = promisify(fsync)
