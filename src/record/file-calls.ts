import {
  type BigIntStats,
  close,
  closeSync,
  constants,
  fdatasync,
  fstat,
  fstatSync,
  fsync,
  lstat,
  lstatSync,
  open,
  openSync,
  read,
  readSync,
  rename,
  renameSync,
  stat,
  statSync,
  unlink,
  unlinkSync,
  writeFile,
  writeFileSync,
} from 'node:fs'
import { promisify } from 'node:util'
import { isMissing } from './archive-damage.ts'

type Sooner<T> = T | Promise<T>
type Path = string | Buffer

/** What the kernel does in its memory, without waiting for the disk as a rule. */
export interface FileCalls {
  /** Bytes; undefined when nothing is there. */
  size(path: string): Sooner<number | undefined>
  /** What has this name itself, not what a link of this name leads to; undefined when nothing has. */
  look(path: Path): Sooner<BigIntStats | undefined>
  /** The number of a new file, to be written; fails when something is there. */
  create(path: string, mode?: number): Sooner<number>
  openFolder(path: string): Sooner<number>
  /** The number of a file that is there. */
  open(path: Path, flags: number): Sooner<number>
  stats(file: number): Sooner<BigIntStats>
  /** The next bytes, from where reading ended: so many, unless the file ends before. */
  read(file: number, size: number): Sooner<Buffer>
  write(file: number, bytes: Uint8Array): Sooner<void>
  close(file: number): Sooner<void>
  rename(from: Path, to: Path): Sooner<void>
  remove(path: Path): Sooner<void>
}

/** Larger documents are read and written by another thread in any case. */
export const SMALL_BYTES = 1024 * 1024

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
const MODE = 0o640
const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY

/**
 * Done by the thread that asks. To hand a call to another thread and to hear of its end costs several times the call: 0.3 of
 * 0.75 ms of a core for a document that is put.
 */
export const atOnce: FileCalls = {
  size: (path) => statSync(path, { throwIfNoEntry: false })?.size,
  look: (path) => lstatSync(path, { bigint: true, throwIfNoEntry: false }),
  create: (path, mode = MODE) => openSync(path, NEW, mode),
  openFolder: (path) => openSync(path, FOLDER),
  open: openSync,
  stats: (file) => fstatSync(file, { bigint: true }),
  read(file, size) {
    const bytes = Buffer.allocUnsafeSlow(size)
    for (let at = 0; at < size; ) {
      const count = readSync(file, bytes, at, size - at, null)
      if (count === 0) return bytes.subarray(0, at)
      at += count
    }
    return bytes
  },
  write: (file, bytes) => writeFileSync(file, bytes),
  close: closeSync,
  rename: renameSync,
  remove: unlinkSync,
}

const later = {
  stat: promisify(stat),
  lstat: promisify(lstat),
  fstat: promisify(fstat),
  open: promisify<Path, number, number | undefined, number>(open),
  read: promisify(read),
  write: promisify<number, Uint8Array>(writeFile),
  close: promisify(close),
  rename: promisify(rename),
  unlink: promisify(unlink),
}

/** Done by another thread: whoever asks goes on with something else, however long it takes. */
export const byAnother: FileCalls = {
  async size(path) {
    return (await later.stat(path).catch(ifMissing))?.size
  },
  look: (path) => later.lstat(path, { bigint: true }).catch(ifMissing),
  create: (path, mode = MODE) => later.open(path, NEW, mode),
  openFolder: (path) => later.open(path, FOLDER, undefined),
  open: (path, flags) => later.open(path, flags, undefined),
  stats: (file) => later.fstat(file, { bigint: true }),
  async read(file, size) {
    const bytes = Buffer.allocUnsafeSlow(size)
    for (let at = 0; at < size; ) {
      const { bytesRead } = await later.read(file, bytes, at, size - at, null)
      if (bytesRead === 0) return bytes.subarray(0, at)
      at += bytesRead
    }
    return bytes
  },
  write: later.write,
  close: later.close,
  rename: later.rename,
  remove: later.unlink,
}

function ifMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined
  throw error
}

/** The file's bytes would survive a power cut. */
export const syncBytes: (file: number) => Promise<void> = promisify(fdatasync)

/** All of the file would; of a folder, its entries. */
export const syncAll: (file: number) => Promise<void> = promisify(fsync)
