import { type BigIntStats, constants } from 'node:fs'
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

  /** No stream of Node's: one that is left before its end closes the number it was given, which may be another's by then. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = await this.read(PIECE)
      if (piece.length > 0) yield piece
      if (piece.length < PIECE) return
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls.close(this.#fd)
  }
}
