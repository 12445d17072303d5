import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startEcluse } from './cli/ecluse.ts'
import { fixtureBytes } from './walk-world.ts'

const FIXTURE = 'accepted-factored-invoice-notice-in-payment-terms'
const NUMBER = 'FA-2026-0412'
const LOOK_MS = 5
/** Without an arrival for so long, nothing more is waited for. */
const PATIENCE_MS = 60_000
/** After the last arrival that was waited for, those nobody asked for have this long to come. */
const SETTLE_MS = 3_000

/** What arrived of a kind of document: how often under each name, and for which invoice or flow. */
export interface Arrivals {
  readonly byName: Map<string, number>
  readonly bySubject: Map<string, number>
}

export interface Tally {
  arrived: number
  twice: number
  missing: number
}

/** Many distinct accepted invoices dropped at once, a service that may be killed, and recipients that take all away. */
export class Flood implements AsyncDisposable {
  readonly data = mkdtempSync(join(tmpdir(), 'ecluse-flood-'))
  readonly pivots = emptyArrivals()
  readonly reports = emptyArrivals()
  readonly #flows: number
  #service: ReturnType<typeof startEcluse>
  #lastArrival = performance.now()
  #isOver = false
  #collecting: Promise<void>

  constructor(flows: number) {
    this.#flows = flows
    for (const folder of [this.#door, this.#out, this.#in]) mkdirSync(folder, { recursive: true })
    this.#service = startEcluse(this.data)
    this.#collecting = this.#collect()
  }

  get #door(): string {
    return join(this.data, 'depot/OPE001/in')
  }

  get #out(): string {
    return join(this.data, 'depot/OPE001/out')
  }

  get #in(): string {
    return join(this.data, 'destinataires/FIN001/pivots')
  }

  /** Of the main process. */
  get pid(): number {
    return this.#service.pid
  }

  get log(): string {
    return this.#service.log()
  }

  get arrived(): number {
    return this.pivots.byName.size + this.reports.byName.size
  }

  drop(): void {
    const invoice = fixtureBytes(FIXTURE).toString('utf8')
    for (let n = 1; n <= this.#flows; n++) {
      const name = `FSO1100A_OPE001_OPE0011100${String(n).padStart(15, '0')}`
      writeFileSync(join(this.#door, `.${name}`), invoice.replaceAll(NUMBER, `INONDATION-${n}`))
      renameSync(join(this.#door, `.${name}`), join(this.#door, name))
    }
  }

  /** Kills every process of the service at once, and starts it again. */
  async killAndStart(): Promise<void> {
    this.#service.killAll()
    await this.#service.ended
    this.#service = startEcluse(this.data)
  }

  /** Resolves once so many documents arrived, each counted once; false when nothing came for too long. */
  async untilArrived(count: number): Promise<boolean> {
    this.#lastArrival = performance.now()
    while (this.arrived < count) {
      if (performance.now() - this.#lastArrival > PATIENCE_MS) return false
      await setTimeout(LOOK_MS)
    }
    return true
  }

  /** Waits for all there is to come, and ends the service in order; gives what it ended with. */
  async end(): Promise<number | NodeJS.Signals | null> {
    await this.untilArrived(2 * this.#flows)
    await setTimeout(SETTLE_MS)
    this.#service.stop()
    const code = await this.#service.ended
    this.#isOver = true
    await this.#collecting
    return code
  }

  tally(of: Arrivals): Tally {
    const twice = [...of.byName.values(), ...of.bySubject.values()].filter((times) => times > 1)
    return { arrived: of.byName.size, twice: twice.length, missing: this.#flows - of.bySubject.size }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    this.#service.stop()
    await this.#service.ended
    await this.#collecting
    rmSync(this.data, { recursive: true, force: true })
  }

  async #collect(): Promise<void> {
    for (let isLast = false; !isLast; await setTimeout(LOOK_MS)) {
      isLast = this.#isOver
      this.#takeAway(this.#in, this.pivots, /INONDATION-\d+/)
      this.#takeAway(this.#out, this.reports, /<IdFlux>[^<]+/)
    }
  }

  /** The readable copies of reports are taken away without being counted. */
  #takeAway(folder: string, arrivals: Arrivals, subject: RegExp): void {
    for (const name of readdirSync(folder).filter((each) => !each.startsWith('.'))) {
      const text = readFileSync(join(folder, name), 'utf8')
      unlinkSync(join(folder, name))
      if (name.endsWith('.txt')) continue
      this.#lastArrival = performance.now()
      count(arrivals.byName, name)
      count(arrivals.bySubject, subject.exec(text)?.[0] ?? name)
    }
  }
}

function emptyArrivals(): Arrivals {
  return { byName: new Map(), bySubject: new Map() }
}

function count(times: Map<string, number>, what: string): void {
  times.set(what, (times.get(what) ?? 0) + 1)
}
