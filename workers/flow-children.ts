import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Settings } from '../src/settings.ts'
import type { Log } from './log.ts'
import { workerOn } from './queues.ts'
import type { RedisAt } from './redis.ts'

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
}

export interface ChildrenSettings {
  count: number
  /** What all of them are told. */
  shared: Omit<ChildOrders, 'name'>
  /** A process of this name died; its jobs may be given to others. */
  onDeath: (name: string) => void
}

/**
 * Megabytes of the heap's nursery. Left alone it grows to 32: measured over 6,000 flows, a worker then holds 381 MB instead
 * of 260, at no gain in speed.
 */
const NURSERY_MB = 8
const RESTART_MS = 1_000
const RESTART_MAX_MS = 30_000
/** A process that lived this long did not die of how it was started. */
const HEALTHY_MS = 60_000
/** What is not ended by then is not going to be; its flows are taken up at the next start. */
const STOP_MS = 60_000

/** The worker processes: each is started again when it dies, until disposed, which lets each end what it is at. */
export async function openFlowChildren(settings: ChildrenSettings, log: Log): Promise<AsyncDisposable> {
  const children = Array.from({ length: settings.count }, (_, index) => new Child(index + 1, settings, log))
  await using opening = new AsyncDisposableStack()
  opening.defer(async () => {
    await Promise.all(children.map((child) => child.close()))
  })
  await Promise.all(children.map((child) => child.open()))
  return opening.move()
}

class Child {
  readonly #settings: ChildrenSettings
  readonly #log: Log
  readonly #index: number
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

  async close(): Promise<void> {
    this.#closing = true
    const running = this.#process
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const exited = once(running, 'exit')
    if (running.connected) running.send('stop')
    const patience = globalThis.setTimeout(() => running.kill('SIGKILL'), STOP_MS)
    await exited
    clearTimeout(patience)
  }

  #start(): ChildProcess {
    this.#starts += 1
    // Another name each time: what the dead one was at is told from what its successor is at.
    const name = workerOn(this.#settings.shared.owner, `flows-${this.#index}-${process.pid}-${this.#starts}`)
    const orders: ChildOrders = { ...this.#settings.shared, name }
    const execArgv = [`--max-semi-space-size=${NURSERY_MB}`]
    const child = fork(join(import.meta.dirname, 'flows.ts'), [], { execArgv })
    child.send(orders) // not on its command line, which everybody may read: addresses hold passwords
    this.#process = child
    const born = performance.now()
    child.once(
      'exit',
      (code, signal) => void this.#died({ name, code, signal, lived: performance.now() - born }),
    )
    return child
  }

  async #died(death: {
    name: string
    code: number | null
    signal: string | null
    lived: number
  }): Promise<void> {
    if (this.#closing) return
    this.#settings.onDeath(death.name)
    if (death.lived > HEALTHY_MS) this.#waitMs = RESTART_MS
    this.#log.error({ ...death, restartMs: this.#waitMs }, 'a worker process died')
    await setTimeout(this.#waitMs)
    this.#waitMs = Math.min(this.#waitMs * 2, RESTART_MAX_MS)
    if (!this.#closing) this.#start()
  }
}
