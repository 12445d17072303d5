import type { RawName, Signature } from './seen-file.ts'

export interface SettlingSettings {
  /** How long nothing may change before a file is finished; 0: it is finished when seen. */
  settleMs: number
  /** Looks again at these files and tells `saw` or `forget`. */
  check(names: readonly RawName[]): Promise<void>
}

export interface SeenFile {
  readonly raw: RawName
  readonly signature: Signature
}

interface Watched extends SeenFile {
  /** On the clock of the process: a file's own date may lie in the future. */
  stillSince: number
  offered: boolean
}

/** Soonest a second check follows a first, so that files dropped one after the other are checked together. */
const CHECK_SPACING_MS = 50

/** Which files are still changing, which are finished, which are in somebody's hands. */
export class Settling {
  readonly #settings: SettlingSettings
  readonly #files = new Map<string, Watched>()
  /** Finished and not yet offered. */
  #ready: Watched[] = []
  #wake: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(settings: SettlingSettings) {
    this.#settings = settings
  }

  get size(): number {
    return this.#files.size
  }

  /** What a look at a file showed. A file in somebody's hands is theirs until it is forgotten. */
  saw(raw: RawName, signature: Signature): void {
    const key = raw.toString('latin1')
    const known = this.#files.get(key)
    if (known?.offered || this.#closed) return
    const isStill = known?.signature.text === signature.text
    const file = isStill ? known : { raw, signature, stillSince: performance.now(), offered: false }
    if (!isStill) this.#files.set(key, file)
    if (performance.now() - file.stillSince < this.#settings.settleMs) return this.#scheduleCheck(file)
    file.offered = true
    this.#ready.push(file)
    this.#wake?.()
  }

  forget(raw: RawName): void {
    this.#files.delete(raw.toString('latin1'))
  }

  /** Forgets the files that are no longer there, except those in somebody's hands. */
  keepOnly(present: ReadonlySet<string>): void {
    for (const [key, file] of this.#files) if (!file.offered && !present.has(key)) this.#files.delete(key)
  }

  isOffered(raw: RawName): boolean {
    return this.#files.get(raw.toString('latin1'))?.offered ?? false
  }

  /** Oldest first, by date then name; waits for one when there is none; `[]` once closed. */
  async take(limit: number): Promise<SeenFile[]> {
    while (this.#ready.length === 0 && !this.#closed) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      await promise
    }
    if (this.#closed) return []
    this.#ready.sort(byAge)
    return this.#ready.splice(0, limit)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#wake?.()
  }

  #scheduleCheck(file: Watched): void {
    if (this.#timer !== undefined || this.#closed) return
    const due = file.stillSince + this.#settings.settleMs - performance.now()
    this.#timer = setTimeout(() => void this.#checkDue(), Math.max(due, CHECK_SPACING_MS))
  }

  /** Looking again is what schedules the next check, for those that are not still yet. */
  async #checkDue(): Promise<void> {
    this.#timer = undefined
    const now = performance.now()
    const settling = [...this.#files.values()].filter((file) => !file.offered)
    const isDue = (file: Watched) => now - file.stillSince >= this.#settings.settleMs
    await this.#settings.check(settling.filter(isDue).map((file) => file.raw))
    const oldest = settling.filter((file) => !isDue(file)).toSorted((a, b) => a.stillSince - b.stillSince)[0]
    if (oldest !== undefined) this.#scheduleCheck(oldest)
  }
}

function byAge(a: Watched, b: Watched): number {
  const age = a.signature.modifiedNs - b.signature.modifiedNs
  return age === 0n ? Buffer.compare(a.raw, b.raw) : age < 0n ? -1 : 1
}
