import { setTimeout } from 'node:timers/promises'
import { backoff } from './backoff.ts'
import { houseTroubleIn, type HousePart } from './house-trouble.ts'

/** What every run needs: while one of these is ill, most runs fail, and computing them is in vain. */
const NEEDED_BY_ALL: ReadonlySet<HousePart | undefined> = new Set<HousePart>(['database', 'disk'])
const PAUSE = { backoffMs: 250, backoffMaxMs: 5_000 }
const LOOK_MS = 25

/**
 * Lets runs through as they come while the house is well. After one met trouble of it they go one at a time, with longer
 * and longer pauses, until one ends well: whatever one of them meets (a bad sector under its document), the others go on.
 */
export class HouseGate {
  #failed = 0
  #notBefore = 0
  #isOneInside = false
  #isClosed = false

  /** What `run` gives, or throws; `closed` when the gate was closed before it was its turn. */
  async pass<T>(run: () => Promise<T>): Promise<T | 'closed'> {
    if (this.#failed === 0) return this.#watched(run)
    while (this.#failed > 0 && (this.#isOneInside || performance.now() < this.#notBefore)) {
      if (this.#isClosed) return 'closed'
      await setTimeout(LOOK_MS)
    }
    if (this.#failed === 0) return this.#watched(run)
    this.#isOneInside = true
    try {
      return await this.#watched(run)
    } finally {
      this.#isOneInside = false
    }
  }

  /** Who waits need not wait any longer. */
  close(): void {
    this.#isClosed = true
  }

  async #watched<T>(run: () => Promise<T>): Promise<T> {
    try {
      const result = await run()
      if (result === 'done') this.#failed = 0
      return result
    } catch (error) {
      // Those that were inside when it began met the same trouble, not a further one.
      if (NEEDED_BY_ALL.has(houseTroubleIn(error)) && performance.now() >= this.#notBefore) {
        this.#notBefore = performance.now() + backoff(this.#failed, PAUSE)
        this.#failed += 1
      }
      throw error
    }
  }
}
