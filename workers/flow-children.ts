import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Settings } from '../src/settings.ts'
import type { ProcessFigure } from '../src/support/watch/house-figures.ts'
import type { TallyReport } from '../src/support/watch/tally.ts'
import type { Log } from './log.ts'
import { workerOn } from './queues.ts'
import type { RedisAt } from './redis.ts'
import { isTallyReport } from './watch/report-tally.ts'

/** What a worker process is told when it is started; it reads the rest from the configuration itself. */
export interface ChildOrders {
  name: string
  /** The machine it is on. */
  owner: string
  config?: string
  data: string
  record: Settings['record']
  /** Folder of the archive. */
  archive: string
  /** The level its parent logs at. */
  logLevel: string
  redis: RedisAt
  /** What it reads in the place of the configuration's `structures.yaml`. */
  structures: string
  /** What the applications must be, as `applicationsMark` tells them: else it does not become ready. Absent: any. */
  applications?: string
}

/** A directory the processes are to judge by. */
export type NewDirectory = Required<Pick<ChildOrders, 'structures' | 'applications'>>

export interface ChildrenSettings {
  count: number
  /** What all of them are told. */
  shared: Omit<ChildOrders, 'name'>
  /** A process of this name died; its jobs may be given to others. */
  onDeath: (name: string) => void
  /** What one of them counted since it last told. */
  onReport: (report: TallyReport) => void
}

export interface FlowChildren extends AsyncDisposable {
  /** How many there are, and how many of them are ready for work. */
  figure(): ProcessFigure
  /**
   * Each process gives way to one that read this directory, one after the other: the new one is ready before the old one
   * is told to end what it is at. False when the first does not become ready: all stay as they were.
   */
  renew(directory: NewDirectory): Promise<boolean>
}

/**
 * Megabytes of the heap's nursery. At 8 the collector and its threads cost a worker a tenth more processor time (8.4 ms an
 * invoice against 7.6, then 8.5 against 7.0; 293 MB at most against 304, over 700 flows). Left alone it grows to 32: over
 * 6,000 flows a worker then held 381 MB instead of 260.
 */
const NURSERY_MB = 16
/**
 * Per cent by which what is no longer new, buffers outside the heap included, may grow before all of it is gone through.
 * Left alone V8 goes through 36 MB of it every half second, on all threads it has: a sixth of all a worker computes.
 */
const GROWTH_PERCENT = 100
const RESTART_MS = 1_000
const RESTART_MAX_MS = 30_000
/** A process that lived this long did not die of how it was started. */
const HEALTHY_MS = 60_000
/** A process that is to take another's place is given up when it is not ready by then. */
const READY_MS = 60_000
/** What is not ended by then is not going to be; its flows are taken up at the next start. */
const STOP_MS = 60_000

/** The worker processes: each is started again when it dies, until disposed, which lets each end what it is at. */
export async function openFlowChildren(settings: ChildrenSettings, log: Log): Promise<FlowChildren> {
  const children = Array.from({ length: settings.count }, (_, index) => new Child(index + 1, settings, log))
  await using opening = new AsyncDisposableStack()
  opening.defer(async () => {
    await Promise.all(children.map((child) => child.close()))
  })
  await Promise.all(children.map((child) => child.open()))
  const open = opening.move()
  return {
    figure: () => ({
      wanted: children.length,
      ready: children.filter((child) => child.isReady).length,
      deaths: children.reduce((deaths, child) => deaths + child.deaths, 0),
    }),
    async renew(directory) {
      const [first, ...others] = children
      if (first === undefined || !(await first.renew(directory))) return false
      settings.shared.structures = directory.structures // for those that die from now on
      for (const child of others) await child.renewAtLast(directory)
      return true
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

class Child {
  isReady = false
  deaths = 0
  readonly #settings: ChildrenSettings
  readonly #log: Log
  readonly #index: number
  /** Those that are not yet, or no more, the process of this place. */
  readonly #leaving = new Set<ChildProcess>()
  #process: ChildProcess | undefined
  #closing = false
  #starts = 0
  #waitMs = RESTART_MS

  constructor(index: number, settings: ChildrenSettings, log: Log) {
    this.#index = index
    this.#settings = settings
    this.#log = log
  }

  /** Resolves when it is ready for work. @throws when it dies before that. */
  async open(): Promise<void> {
    const started = this.#start()
    const outcome = await Promise.race([
      once(started, 'message').then(() => 'ready'),
      once(started, 'exit').then(() => 'dead'),
    ])
    if (outcome === 'ready') return
    this.#closing = true
    throw new Error('Un processus de traitement ne démarre pas : voir le journal.')
  }

  /** As `renew`, again and again: what one process could read another can. */
  async renewAtLast(directory: NewDirectory): Promise<void> {
    while (!this.#closing && !(await this.renew(directory))) {
      this.#log.warn('a worker process was not ready in time: it is tried again')
      await setTimeout(RESTART_MS)
    }
  }

  /** Another process in its place, which is ready before this one ends what it is at. False: it stays. */
  async renew(directory: NewDirectory): Promise<boolean> {
    if (this.#closing) return false
    const next = this.#fork(directory)
    this.#leaving.add(next.process)
    const isReady = await becomesReady(next.process)
    this.#leaving.delete(next.process)
    if (!isReady || this.#closing) {
      await this.#leave(next.process)
      return false
    }
    const former = this.#process
    this.#follow(next)
    this.isReady = true
    if (former !== undefined) await this.#leave(former)
    return true
  }

  async close(): Promise<void> {
    this.#closing = true
    const running = this.#process === undefined ? [] : [this.#process]
    await Promise.all([...running, ...this.#leaving].map((each) => this.#leave(each)))
  }

  /** It ends what it is at; what it cannot end in time it is ended at. */
  async #leave(running: ChildProcess): Promise<void> {
    if (running.exitCode !== null || running.signalCode !== null) return
    this.#leaving.add(running)
    const exited = once(running, 'exit')
    if (running.connected) running.send('stop')
    const patience = globalThis.setTimeout(() => running.kill('SIGKILL'), STOP_MS)
    await exited
    clearTimeout(patience)
    this.#leaving.delete(running)
  }

  #start(): ChildProcess {
    const forked = this.#fork()
    this.#follow(forked)
    return forked.process
  }

  /** This is the process now: when it dies, another is started. */
  #follow({ name, process: child }: Forked): void {
    this.#process = child
    const born = performance.now()
    child.once('exit', (code, signal) => {
      const death = { name, code, signal, lived: performance.now() - born }
      if (child === this.#process) void this.#died(death)
      else this.#settings.onDeath(name) // it gave way; what it did not end is another's
    })
  }

  #fork(directory?: NewDirectory): Forked {
    this.#starts += 1
    // Another name each time: what the dead one was at is told from what its successor is at.
    const name = workerOn(this.#settings.shared.owner, `flows-${this.#index}-${process.pid}-${this.#starts}`)
    const orders: ChildOrders = { ...this.#settings.shared, ...directory, name }
    const execArgv = [`--max-semi-space-size=${NURSERY_MB}`, `--heap-growing-percent=${GROWTH_PERCENT}`]
    const child = fork(join(import.meta.dirname, 'flows.ts'), [], { execArgv })
    child.send(orders) // not on its command line, which everybody may read: addresses hold passwords
    child.on('message', (said) => {
      if (isTallyReport(said)) this.#settings.onReport(said)
      else if (child === this.#process) this.isReady = true
    })
    return { name, process: child }
  }

  async #died(death: {
    name: string
    code: number | null
    signal: string | null
    lived: number
  }): Promise<void> {
    this.isReady = false
    if (this.#closing) return
    this.deaths += 1
    this.#settings.onDeath(death.name)
    if (death.lived > HEALTHY_MS) this.#waitMs = RESTART_MS
    this.#log.error({ ...death, restartMs: this.#waitMs }, 'a worker process died')
    const dead = this.#process
    await setTimeout(this.#waitMs)
    this.#waitMs = Math.min(this.#waitMs * 2, RESTART_MAX_MS)
    if (!this.#closing && this.#process === dead) this.#start()
  }
}

interface Forked {
  name: string
  process: ChildProcess
}

async function becomesReady(child: ChildProcess): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const limit = globalThis.setTimeout(resolve, READY_MS, false)
  child.on('message', (said) => {
    if (!isTallyReport(said)) resolve(true)
  })
  child.once('exit', () => resolve(false))
  try {
    return await promise
  } finally {
    clearTimeout(limit)
  }
}
