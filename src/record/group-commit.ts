import type { Outcome } from '../pipeline/outcome.ts'
import type { Archive } from './archive.ts'
import type { ArchivedOutcome, CommitResult, Ledger } from './ledger.ts'

/** An outcome as a worker hands it in. */
export interface FreshOutcome {
  outcome: Outcome
  /** ISO 8601 UTC. */
  startedAt: string
}

interface Waiting extends FreshOutcome {
  resolve(result: CommitResult): void
  reject(error: unknown): void
}

/** Bounds what one transaction and its syncs may hold in memory. */
const MOST_AT_ONCE = 64

/**
 * Commits outcomes together: while one group is being archived and committed, what arrives forms the next. A lone
 * outcome waits for nobody; under load the syncs are shared.
 */
export class GroupCommit {
  readonly #ledger: Ledger
  readonly #archive: Archive
  #waiting: Waiting[] = []
  #running = false

  constructor(ledger: Ledger, archive: Archive) {
    this.#ledger = ledger
    this.#archive = archive
  }

  /** Resolves once the outcome, and every document of it, is durable; rejects with the trouble that prevented it. */
  commit(fresh: FreshOutcome): Promise<CommitResult> {
    const { promise, resolve, reject } = Promise.withResolvers<CommitResult>()
    this.#waiting.push({ ...fresh, resolve, reject })
    if (!this.#running) void this.#run()
    return promise
  }

  /** Never rejects: every error goes to those whose outcome it stopped. */
  async #run(): Promise<void> {
    this.#running = true
    await new Promise(setImmediate) // what is decided in the same turn goes together
    while (this.#waiting.length > 0) await this.#group(this.#waiting.splice(0, MOST_AT_ONCE))
    this.#running = false
  }

  async #group(group: Waiting[]): Promise<void> {
    try {
      const results = await this.#ledger.commit(await this.#archived(group))
      group.forEach((each, index) => {
        each.resolve(results[index] as CommitResult)
      })
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error)
      else for (const each of group) await this.#group([each]) // one outcome's trouble is not the others'
    }
  }

  async #archived(group: readonly FreshOutcome[]): Promise<ArchivedOutcome[]> {
    const documents = group.flatMap(({ outcome }) => outcome.documents.map((document) => document.bytes))
    const hashes = await this.#archive.put(documents)
    let from = 0
    return group.map(({ outcome, startedAt }) => {
      const to = from + outcome.documents.length
      const own = hashes.slice(from, to)
      from = to
      return { outcome, startedAt, documents: own }
    })
  }
}
