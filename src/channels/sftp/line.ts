import { addressOf, type SftpServer } from '../../directory/sftp-server.ts'
import { openSession, type SftpTiming } from './connect.ts'
import type { SftpSession } from './session.ts'
import type { SftpTrouble } from './trouble.ts'

export interface LineSettings extends SftpTiming {
  /** Milliseconds to leave a server in peace after `failed` failures in a row and one more. */
  retryMs(failed: number): number
}

/** The one connection to a server: opened when first needed, used by all, opened again when it was lost. */
export class SftpLine implements AsyncDisposable {
  readonly server: SftpServer
  readonly #settings: LineSettings
  #opening: Promise<SftpSession> | undefined
  #session: SftpSession | undefined
  /** Failures since something last worked. */
  #failed = 0
  #notBefore = 0
  #lastTrouble: unknown
  #isClosed = false

  constructor(server: SftpServer, settings: LineSettings) {
    this.server = server
    this.#settings = settings
  }

  get where(): string {
    return addressOf(this.server)
  }

  /**
   * What `work` gives, over a connection that is open when it begins. While a server that failed is left in peace, its
   * last trouble is thrown again at once. @throws SftpTrouble
   */
  async use<T>(work: (session: SftpSession) => Promise<T>): Promise<T> {
    const session = await this.#open()
    try {
      const result = await work(session)
      this.#failed = 0
      return result
    } catch (error) {
      if (!session.isOpen && session === this.#session) this.#noteFailure(error)
      throw error
    }
  }

  /** Nothing worked since the last failure. */
  get isDown(): boolean {
    return this.#failed > 0
  }

  /** A server that failed is called at the next use, however recently that was. */
  tryNow(): void {
    this.#notBefore = 0
  }

  /** Whatever is under way ends with an error. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#session?.close()
    // It closes what it opens, once it sees that the line is closed.
    await this.#opening?.catch((trouble: SftpTrouble) => trouble)
  }

  async #open(): Promise<SftpSession> {
    if (this.#session?.isOpen) return this.#session
    if (this.#isClosed) throw new Error(`${this.where} : la liaison est fermée.`)
    if (Date.now() < this.#notBefore) throw this.#lastTrouble
    this.#opening ??= this.#openNew().finally(() => {
      this.#opening = undefined
    })
    return await this.#opening
  }

  async #openNew(): Promise<SftpSession> {
    try {
      const session = await openSession(this.server, this.#settings)
      if (this.#isClosed) session.close()
      this.#session = session
      return session
    } catch (error) {
      this.#noteFailure(error)
      throw error
    }
  }

  /** A server that lets us in and then drops us has failed too, so that it is not called at every turn. */
  #noteFailure(error: unknown): void {
    this.#session = undefined
    this.#lastTrouble = error
    this.#notBefore = Date.now() + this.#settings.retryMs(this.#failed)
    this.#failed += 1
  }
}
