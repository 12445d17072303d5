import { type BigIntStats, constants, createReadStream } from 'node:fs'
import type { FileCalls } from '../../record/file-calls.ts'

/** Not through a link that took the file's place, and without waiting on a pipe that did. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const PIECE = 1 << 20

/** A file open for reading, whatever has its name by now. */
export class OpenedFile implements AsyncDisposable {
  readonly #fd: number
  readonly #calls: FileCalls

  private constructor(fd: number, calls: FileCalls) {
    this.#fd = fd
    this.#calls = calls
  }

  static async open(path: Buffer, calls: FileCalls): Promise<OpenedFile> {
    return new OpenedFile(await calls.open(path, FLAGS), calls)
  }

  async stats(): Promise<BigIntStats> {
    return await this.#calls.stats(this.#fd)
  }

  /** Its first bytes: so many, unless it ends before. */
  async read(size: number): Promise<Uint8Array> {
    return await this.#calls.read(this.#fd, size)
  }

  pieces(): AsyncIterable<Buffer> {
    return createReadStream('', { fd: this.#fd, autoClose: false, highWaterMark: PIECE })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls.close(this.#fd)
  }
}
