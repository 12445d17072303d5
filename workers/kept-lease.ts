import type { Ledger, Lease, LeaseState } from '../src/record/ledger.ts'
import { inWords, type Log } from './log.ts'

export interface LeaseTools {
  ledger: Pick<Ledger, 'renewLane'>
  /** How long a lane stays leased without a sign of life. */
  leaseMs: number
  log: Log
}

/** Under way for so long without an answer, a batch is not going to end: others may have the lane. */
const STUCK_MS = 3_600_000

/**
 * A lease renewed for as long as this is open, however long a batch takes. When it is lost all the same (this process
 * stood still, the database was away), nothing breaks: what is done under a lost lease has no effect in the record.
 */
export class KeptLease implements Disposable {
  readonly lease: Lease
  readonly #tools: LeaseTools
  readonly #timer: NodeJS.Timeout
  #lastStep = performance.now()

  constructor(lease: Lease, tools: LeaseTools) {
    this.lease = lease
    this.#tools = tools
    this.#timer = setInterval(() => this.#renewInTime(), tools.leaseMs / 4)
  }

  /** Whose lane it is now, renewed when it is ours: to be asked with every batch. */
  async renew(): Promise<LeaseState> {
    this.#lastStep = performance.now()
    return this.#tools.ledger.renewLane(this.lease, this.#tools.leaseMs)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #renewInTime(): void {
    const { ledger, leaseMs, log } = this.#tools
    if (performance.now() - this.#lastStep > STUCK_MS) return
    ledger.renewLane(this.lease, leaseMs).catch((error: unknown) => {
      log.debug({ endpoint: this.lease.endpoint, error: inWords(error) }, 'lease not renewed')
    })
  }
}
