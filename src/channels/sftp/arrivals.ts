import type { FoundFile } from '../endpoint.ts'
import type { RemoteFile } from './session.ts'

/** A file in a depositor's remote folder, and how far it is. */
export interface Arrival {
  readonly name: string
  readonly size: number
  readonly modified: number
  /** What it looked like: while that changes the file is not finished. */
  readonly looks: string
  /** On the clock of the process. */
  readonly stillSince: number
  state: ArrivalState
  drop: string
}

export type ArrivalState =
  /** It may still be growing. */
  | 'settling'
  /** Finished, waiting to be asked for. */
  | 'ready'
  /** In somebody's hands. */
  | 'handed'
  /** Safe with us, and still there: the server could not be reached. */
  | 'leaving'
  /** Left alone until something about it changes. */
  | 'stuck'

/** Which files are still changing, which are finished, which are in somebody's hands. */
export class Arrivals {
  readonly #files = new Map<string, Arrival>()
  #wake: (() => void) | undefined
  #isClosed = false

  /** Those not yet taken. */
  get waiting(): number {
    return this.#count('settling') + this.#count('ready') + this.#count('handed')
  }

  get isSettling(): boolean {
    return this.#count('settling') > 0
  }

  /** What a look at the folder showed. Gives the files that are finished now, to be offered with their drop. */
  saw(files: readonly RemoteFile[], settleMs: number): Arrival[] {
    const present = new Set(files.map(({ name }) => name))
    for (const { name, state } of this.#files.values())
      if (state !== 'handed' && !present.has(name)) this.#files.delete(name)
    return files.flatMap((file) => this.#sawOne(file, settleMs))
  }

  offer(arrival: Arrival, drop: string): void {
    arrival.drop = drop
    arrival.state = 'ready'
    this.#wake?.()
  }

  /** Oldest first, by date then name; waits for one when there is none; `[]` once closed. */
  async take(limit: number): Promise<FoundFile[]> {
    let ready: Arrival[] = []
    while (!this.#isClosed && ready.length === 0) {
      ready = [...this.#files.values()].filter(({ state }) => state === 'ready')
      if (ready.length > 0) break
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      await promise
    }
    if (this.#isClosed) return []
    return ready
      .toSorted(byAge)
      .slice(0, limit)
      .map((arrival) => {
        arrival.state = 'handed'
        const { name, size, drop } = arrival
        return { name, size, drop }
      })
  }

  /** The file in somebody's hands, when it is still this drop. */
  handed(file: FoundFile): Arrival | undefined {
    const arrival = this.#files.get(file.name)
    return arrival?.drop === file.drop ? arrival : undefined
  }

  leaving(): Arrival[] {
    return [...this.#files.values()].filter(({ state }) => state === 'leaving')
  }

  forget(arrival: Arrival): void {
    if (this.#files.get(arrival.name) === arrival) this.#files.delete(arrival.name)
  }

  close(): void {
    this.#isClosed = true
    this.#wake?.()
  }

  #sawOne(file: RemoteFile, settleMs: number): Arrival[] {
    const known = this.#files.get(file.name)
    const looks = looksOf(file)
    if (known !== undefined && (known.state === 'handed' || known.looks === looks)) {
      const isFinished = known.state === 'settling' && performance.now() - known.stillSince >= settleMs
      return isFinished ? [known] : []
    }
    const { name, size, modified } = file
    const seen = { name, size, modified, looks, stillSince: performance.now(), drop: '' }
    const arrival: Arrival = { ...seen, state: 'settling' }
    this.#files.set(name, arrival)
    return settleMs === 0 ? [arrival] : []
  }

  #count(state: ArrivalState): number {
    let count = 0
    for (const file of this.#files.values()) if (file.state === state) count += 1
    return count
  }
}

/** The rights are in it so that a file that may not be read is offered again once it may. */
export function looksOf({ modified, size, rights }: RemoteFile): string {
  return `${modified}-${size}-${rights.toString(8)}`
}

function byAge(a: Arrival, b: Arrival): number {
  if (a.modified !== b.modified) return a.modified - b.modified
  return a.name < b.name ? -1 : 1
}
