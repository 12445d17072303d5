import { readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Deposit } from './depositor.ts'
import type { BenchFolders } from './running-service.ts'

/** Without an arrival for so long, nothing more is waited for. */
const PATIENCE_MS = 120_000

const PIVOTS = ['FIN001', 'HOS002', 'DEP003', 'ETA004'].map((code) => `destinataires/${code}/pivots`)
const REPORTS = 'depot/OPE001/out'

/** What arrived for a flow of the record, and when it was last something. */
interface Arrived {
  pivots: number
  hasReport: boolean
  lastAt: number
}

/**
 * All recipients and the depositor, who move what they get into a folder of their own. When a document became visible is what the file system
 * says: the rename is the last change of its inode. So nothing has to be looked at often, and looking costs the service
 * nothing.
 */
export class Recipients {
  readonly #folders: BenchFolders
  readonly #everyMs: number
  /** By the flow's number in the record, which every outgoing name ends in. */
  readonly #arrived = new Map<number, Arrived>()
  readonly #expected = new Map<string, Deposit>()
  readonly #deposits = new Map<number, Deposit>()
  readonly #numbers = new Map<Deposit, number>()
  readonly #waiting = new Set<Deposit>()
  /** Flows something came for in this look. */
  readonly #touched = new Set<number>()
  #lastArrival = performance.now()

  constructor(folders: BenchFolders, everyMs: number) {
    this.#folders = folders
    this.#everyMs = everyMs
  }

  expect(deposits: readonly Deposit[]): void {
    for (const deposit of deposits) {
      this.#expected.set(identifierOf(deposit.name), deposit)
      this.#waiting.add(deposit)
    }
    this.#lastArrival = performance.now()
  }

  /** Flows that have not come out yet. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Takes away until at most this many flows are still to come. @throws when nothing comes any more. */
  async until(left = 0): Promise<void> {
    for (;;) {
      this.takeAway()
      if (this.waiting <= left) return
      if (performance.now() - this.#lastArrival > PATIENCE_MS)
        throw new Error(`${this.waiting} flows did not come out; the first: ${[...this.#waiting][0]?.name}`)
      await setTimeout(this.#everyMs)
    }
  }

  /** Milliseconds of the clock when the last pivot or the report of a flow that came out became visible. */
  visibleAt(deposit: Deposit): number {
    const arrived = this.#arrived.get(this.#numbers.get(deposit) ?? 0)
    if (arrived === undefined || this.#waiting.has(deposit))
      throw new Error(`${deposit.name} has not come out`)
    return arrived.lastAt
  }

  takeAway(): void {
    this.#touched.clear()
    for (const folder of PIVOTS)
      this.#each(folder, (name, at) => {
        this.#note(name, at).pivots += 1
      })
    this.#each(REPORTS, (name, at, path) => {
      if (name.endsWith('.txt')) return
      const arrived = this.#note(name, at)
      const [, identifier = ''] = /<IdFlux>([^<]+)/.exec(readFileSync(path, 'utf8')) ?? []
      const deposit = this.#expected.get(identifier)
      if (deposit === undefined) throw new Error(`a report on a flow nobody dropped: ${identifier}`)
      arrived.hasReport = true
      this.#numbers.set(deposit, numberIn(name))
      this.#deposits.set(numberIn(name), deposit)
    })
    if (this.#touched.size === 0) return
    this.#lastArrival = performance.now()
    for (const number of this.#touched) this.#settle(number)
  }

  #settle(number: number): void {
    const deposit = this.#deposits.get(number)
    const arrived = this.#arrived.get(number)
    if (deposit === undefined || arrived === undefined) return
    if (arrived.hasReport && arrived.pivots >= deposit.pivots) this.#waiting.delete(deposit)
  }

  #note(name: string, at: number): Arrived {
    const number = numberIn(name)
    const arrived = this.#arrived.get(number) ?? { pivots: 0, hasReport: false, lastAt: 0 }
    arrived.lastAt = Math.max(arrived.lastAt, at)
    this.#arrived.set(number, arrived)
    this.#touched.add(number)
    return arrived
  }

  #each(folder: string, look: (name: string, at: number, path: string) => void): void {
    const whole = join(this.#folders.data, folder)
    for (const name of namesIn(whole)) {
      const path = join(whole, name)
      look(name, statSync(path).ctimeMs, path)
      renameSync(path, join(this.#folders.taken, name))
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'))
  } catch {
    return [] // the service has not made it yet
  }
}

/** The last 25 characters of a flow's name. */
function identifierOf(name: string): string {
  return name.slice(-25)
}

/** The sequence of every name we send is (flow × 100 + run) × 1000 + place. */
function numberIn(name: string): number {
  return Math.floor(Number(name.slice(-15)) / 100_000)
}
