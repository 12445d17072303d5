import type { Socket } from 'node:net'
import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2'
import type SftpClient from 'ssh2-sftp-client'
import { eachAtMost } from '../../record/each-at-most.ts'
import { isRefused, SftpTrouble, troubleOf } from './trouble.ts'

export interface SessionTiming {
  /** A server that has been asked something and says nothing at all for so long is taken for gone, in ms. */
  answerMs: number
}

/** What a session is made of. */
export interface SessionParts {
  sftp: SFTPWrapper
  client: SftpClient
  socket: Socket
  /** For messages. */
  where: string
}

/** A file of the server, as a look at it shows it: version 3 of the protocol counts in seconds. */
export interface RemoteFile {
  name: string
  size: number
  /** Seconds since 1970. */
  modified: number
  /** Rights, as chmod counts them. */
  rights: number
  isPlain: boolean
}

/** Small enough for every server, large enough that few are needed. */
const PIECE_BYTES = 128 * 1024
/** Pieces of one file on their way at once, so that a far server is not waited for at each. */
const PIECES_AT_ONCE = 8

type Done<T> = (error: Error | undefined | null, value: T) => void

/**
 * One SFTP connection. Its operations may overlap. The library's own share the state of their errors and may never end
 * when the connection is lost, so these speak to the protocol beneath it: each ends with an answer, or with `SftpTrouble`
 * once the connection is lost or the server silent for too long.
 */
export class SftpSession {
  readonly #parts: SessionParts
  readonly #timing: SessionTiming
  readonly #asked = new Set<(trouble: SftpTrouble) => void>()
  #lastAnswer = performance.now()
  #isOpen = true
  #canPosixRename = true

  constructor(parts: SessionParts, timing: SessionTiming) {
    this.#parts = parts
    this.#timing = timing
    parts.sftp.on('error', (error: Error) => this.#lose(error.message))
    parts.sftp.on('close', () => this.#lose('liaison coupée'))
    parts.socket.once('close', () => this.#lose('liaison coupée'))
    if (parts.socket.destroyed) this.#lose('liaison coupée')
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Everything in a folder, links as links. */
  async list(folder: string): Promise<RemoteFile[]> {
    const { sftp } = this.#parts
    const handle = await this.#ask<Buffer>(folder, (done) => sftp.opendir(folder, done))
    try {
      const all: RemoteFile[] = []
      for (;;) {
        const some = await this.#nextNames(folder, handle)
        if (some === undefined) return all
        all.push(...some.map(({ filename, attrs }) => seen(filename, attrs)))
      }
    } finally {
      await this.#close(handle, folder)
    }
  }

  /** What is there under this path, a link as a link; `undefined` when nothing is. */
  async look(path: string): Promise<RemoteFile | undefined> {
    try {
      return seen(path, await this.#ask<Stats>(path, (done) => this.#parts.sftp.lstat(path, done)))
    } catch (error) {
      if (error instanceof SftpTrouble && error.reason === 'missing') return undefined
      throw error
    }
  }

  /**
   * Hands over `size` bytes of a file, piece by piece, in any order. False when it has fewer or more of them: it is not
   * the file that was seen.
   */
  async fetch(
    path: string,
    size: number,
    take: (piece: Buffer, position: number) => unknown,
  ): Promise<boolean> {
    const { sftp } = this.#parts
    const handle = await this.#ask<Buffer>(path, (done) => sftp.open(path, 'r', done))
    try {
      let fetched = 0
      await eachAtMost(PIECES_AT_ONCE, piecesOf(size), async ({ from, to }) => {
        for (let at = from; at < to; ) {
          const piece = await this.#read(path, { handle, at, length: to - at })
          if (piece.length === 0) return
          await take(piece, at)
          fetched += piece.length
          at += piece.length
        }
      })
      const isAll = (await this.#read(path, { handle, at: size, length: 1 })).length === 0
      return isAll && fetched === size
    } finally {
      await this.#close(handle, path)
    }
  }

  /** Writes a file, over what was there. On the server's disk, where the server offers to say so. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    const { sftp } = this.#parts
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const handle = await this.#ask<Buffer>(path, (done) => sftp.open(path, 'w', done))
    try {
      await eachAtMost(PIECES_AT_ONCE, piecesOf(whole.length), ({ from, to }) =>
        this.#ask<void>(path, (done) =>
          sftp.write(handle, whole, from, to - from, from, (error) => done(error, undefined)),
        ),
      )
      await this.#sync(path, handle)
    } catch (error) {
      await this.#close(handle, path).catch(NOTHING) // the first error says more
      throw error
    }
    await this.#close(handle, path)
  }

  /** Names in a folder on the server's disk, where it can be asked for (OpenSSH can); else when its system likes. */
  async syncFolder(folder: string): Promise<void> {
    try {
      const handle = await this.#ask<Buffer>(folder, (done) => this.#parts.sftp.open(folder, 'r', done))
      try {
        await this.#sync(folder, handle)
      } finally {
        await this.#close(handle, folder)
      }
    } catch (error) {
      if (!isRefused(error)) throw error // refused: this server opens no folder so, there is nothing more to ask
    }
  }

  /** In one step where the server knows how; else as it can, never onto another file. */
  async rename(from: string, to: string): Promise<void> {
    const { sftp } = this.#parts
    if (this.#canPosixRename) {
      try {
        return await this.#ask<void>(to, (done) => sftp.ext_openssh_rename(from, to, done))
      } catch (error) {
        if (!(error instanceof SftpTrouble) || error.reason !== 'unsupported') throw error
        this.#canPosixRename = false
      }
    }
    await this.renameNew(from, to)
  }

  /** Refused when the new name is taken (by OpenSSH; other servers may not look). */
  async renameNew(from: string, to: string): Promise<void> {
    await this.#ask<void>(to, (done) => this.#parts.sftp.rename(from, to, done))
  }

  async remove(path: string): Promise<void> {
    await this.#ask<void>(path, (done) => this.#parts.sftp.unlink(path, done))
  }

  /** Ends what is under way with an error. */
  close(): void {
    this.#lose('liaison fermée')
    this.#parts.socket.destroySoon()
  }

  async #nextNames(folder: string, handle: Buffer): Promise<FileEntryWithStats[] | undefined> {
    try {
      return await this.#ask(folder, (done) => this.#parts.sftp.readdir(handle, done))
    } catch (error) {
      const status: unknown = error instanceof SftpTrouble && Reflect.get(Object(error.cause), 'code')
      if (status === END_OF_FILE) return undefined
      throw error
    }
  }

  #read(path: string, of: { handle: Buffer; at: number; length: number }): Promise<Buffer> {
    const into = Buffer.allocUnsafe(of.length)
    return this.#ask<Buffer>(path, (done) =>
      this.#parts.sftp.read(of.handle, into, 0, of.length, of.at, (error, count) =>
        done(error, into.subarray(0, count)),
      ),
    )
  }

  async #sync(path: string, handle: Buffer): Promise<void> {
    try {
      await this.#ask<void>(path, (done) => this.#parts.sftp.ext_openssh_fsync(handle, done))
    } catch (error) {
      if (!(error instanceof SftpTrouble) || error.reason !== 'unsupported') throw error
    }
  }

  async #close(handle: Buffer, path: string): Promise<void> {
    if (this.#isOpen) await this.#ask<void>(path, (done) => this.#parts.sftp.close(handle, done))
  }

  async #ask<T>(path: string, ask: (done: Done<T>) => void): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const lost = () => new SftpTrouble('connection', `${this.#parts.where} : liaison coupée.`)
    if (!this.#isOpen) throw lost()
    this.#asked.add(reject)
    const patience = setInterval(() => this.#checkSilence(), this.#timing.answerMs)
    if (this.#asked.size === 1) this.#lastAnswer = performance.now()
    try {
      ask((error, value) => {
        this.#lastAnswer = performance.now()
        // Without a status it is no answer: the library gives up what was asked when the channel ends.
        if (error && !('code' in error)) this.#lose('liaison coupée')
        if (error) reject(this.#isOpen ? troubleOf(error, `${this.#parts.where} ${path}`) : lost())
        else resolve(value)
      })
    } catch (error) {
      reject(troubleOf(error as Error, `${this.#parts.where} ${path}`)) // the server does not offer this
    }
    try {
      return await promise
    } finally {
      clearInterval(patience)
      this.#asked.delete(reject)
    }
  }

  #checkSilence(): void {
    const silence = performance.now() - this.#lastAnswer
    if (silence >= this.#timing.answerMs)
      this.#lose(`pas de réponse depuis ${Math.round(silence / 1000)} secondes`)
  }

  #lose(why: string): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    const trouble = new SftpTrouble('connection', `${this.#parts.where} : ${why}.`)
    for (const reject of this.#asked) reject(trouble)
    // The library's own farewell waits for an answer, which may never come.
    this.#parts.socket.destroySoon()
  }
}

const NOTHING = () => undefined

const END_OF_FILE = 1

function seen(name: string, attrs: Stats): RemoteFile {
  const { size, mtime: modified, mode } = attrs
  return { name, size, modified, rights: mode & 0o7777, isPlain: attrs.isFile() }
}

function piecesOf(size: number): { from: number; to: number }[] {
  return Array.from({ length: Math.ceil(size / PIECE_BYTES) }, (_, index) => ({
    from: index * PIECE_BYTES,
    to: Math.min(size, (index + 1) * PIECE_BYTES),
  }))
}
