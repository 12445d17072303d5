import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { sha256Of } from '../checker/arrivals.ts'

const LOOK_MS = 4

export interface Taking {
  /** Where its files are put. */
  folder: string
  /** Its journal: one line a file it took. */
  journal: string
  /** Where it puts what it took. */
  to: string
}

/** Takes each file away the moment it sees it, and keeps a journal of its own, until it is closed. */
export class TakingRecipient implements AsyncDisposable {
  readonly #of: Taking
  readonly #names = new Set<string>()
  readonly #twice: string[] = []
  readonly #taking: Promise<void>
  #isClosed = false

  constructor(of: Taking) {
    this.#of = of
    mkdirSync(of.to, { recursive: true })
    writeFileSync(of.journal, '')
    this.#taking = this.#take()
  }

  /** Names it took more than once. */
  get twice(): readonly string[] {
    return this.#twice
  }

  get count(): number {
    return this.#names.size
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await this.#taking
  }

  async #take(): Promise<void> {
    for (let isLast = false; !isLast; await setTimeout(LOOK_MS)) {
      isLast = this.#isClosed
      if (!existsSync(this.#of.folder)) continue // moved away for a while
      for (const name of readdirSync(this.#of.folder)) if (!name.startsWith('.')) this.#takeOne(name)
    }
  }

  #takeOne(name: string): void {
    const { folder, journal, to } = this.#of
    const bytes = readFileSync(join(folder, name))
    if (!isRemoved(join(folder, name))) return
    const sha256 = sha256Of(bytes)
    const file = `${this.#names.size + this.#twice.length}-${name}`
    writeFileSync(join(to, file), bytes)
    appendFileSync(journal, `${JSON.stringify({ name, sha256, file })}\n`)
    if (this.#names.has(name)) this.#twice.push(name)
    this.#names.add(name)
  }
}

/** False when the folder may not be written to now: it is tried again. */
function isRemoved(path: string): boolean {
  try {
    unlinkSync(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['EROFS', 'EACCES'].includes(String(error.code)))
      return false
    throw error
  }
}
