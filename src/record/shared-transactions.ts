import { setTimeout } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import type { Tables } from './tables.ts'

type Work<T> = (transaction: Transaction<Tables>) => Promise<T>
/** Runs this in one transaction: all of it, or nothing when it throws. */
export type Transact = <T>(work: Work<T>) => Promise<T>

interface Waiting {
  /** What the work changes; works are done in the order of their keys, so that no two services wait in a circle. */
  key: string
  work: Work<unknown>
  resolve: (result: unknown) => void
  reject: (error: unknown) => void
}

/** Bounds how long one transaction keeps other writers out. */
const MOST_AT_ONCE = 64
/** While transactions are shared one after the other, each is waited for so many times longer: more share its commit. */
const BUSY_FACTOR = 3
/** For so long after a shared one it is expected that the next will be shared. */
const BUSY_MS = 50

/**
 * Small changes that have nothing to do with each other, in one transaction: what is asked for within `gatherMs` (thrice
 * that while there is much to do), or while another is under way, shares its commit. Each work changes nothing but the
 * record, and may be run again.
 */
export class SharedTransactions {
  readonly #transact: Transact
  readonly #gatherMs: number
  #waiting: Waiting[] = []
  #running = false
  #sharedAt = Number.NEGATIVE_INFINITY

  constructor(transact: Transact, gatherMs: number) {
    this.#transact = transact
    this.#gatherMs = gatherMs
  }

  /** Resolves once the transaction this work shares is committed. @throws what stopped the work, or the commit. */
  run<T>(key: string, work: Work<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#waiting.push({ key, work, resolve, reject })
    if (!this.#running) void this.#run()
    return promise as Promise<T>
  }

  /** Never rejects: every error goes to those whose work it stopped. */
  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      const isBusy = performance.now() - this.#sharedAt < BUSY_MS
      await setTimeout(this.#gatherMs * (isBusy ? BUSY_FACTOR : 1))
      const group = this.#waiting.splice(0, MOST_AT_ONCE)
      await this.#together(group)
      if (new Set(group.map(({ key }) => key)).size > 1) this.#sharedAt = performance.now()
    }
    this.#running = false
  }

  /** A work that throws undoes them all: then each has a transaction of its own. A commit that fails is everybody's. */
  async #together(group: readonly Waiting[]): Promise<void> {
    const inOrder = group.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    let isAtWork = false
    try {
      const results = await this.#transact(async (transaction) => {
        isAtWork = true
        const done: unknown[] = []
        for (const { work } of inOrder) done.push(await work(transaction))
        isAtWork = false
        return done
      })
      for (const [index, { resolve }] of inOrder.entries()) resolve(results[index])
    } catch (error) {
      if (isAtWork && group.length > 1) for (const each of group) await this.#together([each])
      else for (const { reject } of group) reject(error)
    }
  }
}
