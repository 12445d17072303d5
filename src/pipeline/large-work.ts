/**
 * Bytes from which documents are examined alone among their like: their trees and pivots are several times as large, and
 * two at once are more memory than an operator gives a process.
 */
const LARGE_BYTES = 8 * 1024 * 1024

/**
 * Keeps large work in a row; small work passes by it. What waits here keeps one of its process's places (`workers/flows.ts`),
 * and so does what waits behind it: each thing large work asks of others has a limit of time of its own.
 */
export class LargeWork {
  #last: Promise<unknown> = Promise.resolve()

  /** What `work` gives, or throws. It is begun once all large work asked for before has ended, however it did. */
  inTurn<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (bytes < LARGE_BYTES) return work()
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }
}
