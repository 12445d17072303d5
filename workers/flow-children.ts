import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Log } from './log.ts'
import type { RedisAt } from './redis.ts'

/** What a worker process is told when it is started; it reads the rest from the configuration itself. */
export interface ChildOrders {
  name: string
  config?: string
  data: string
  redis: RedisAt
}

export interface ChildrenSettings extends Omit<ChildOrders, 'name'> {
  count: number
  /** A process of this name died; its jobs may be given to others. */
  onDeath(name: string): void
}

const RESTART_MS = 1_000
const RESTART_MAX_MS = 30_000
/** A process that lived this long did not die of how it was started. */
const HEALTHY_MS = 60_000

/** The worker processes: each is started again when it dies, until disposed, which lets each end what it is at. */
export async function openFlowChildren(settings: ChildrenSettings, log: Log): Promise<AsyncDisposable> {
  const children = Array.from({ length: settings.count }, (_, index) => new Child(index + 1, settings, log))
  await Promise.all(children.map((child) => child.open()))
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map((child) => child.close()))
    },
  }
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
    await exited
  }

  #start(): ChildProcess {
    this.#starts += 1
    const { count: _, onDeath: __, ...shared } = this.#settings
    // Another name each time: what the dead one was at is told from what its successor is at.
    const name = `flows-${this.#index}-${process.pid}-${this.#starts}`
    const orders: ChildOrders = { ...shared, name }
    const child = fork(join(import.meta.dirname, 'flows.ts'), [JSON.stringify(orders)])
    this.#process = child
    const born = performance.now()
    child.once('exit', (code, signal) => void this.#died({ name, code, signal, lived: performance.now() - born }))
    return child
  }

  async #died(death: { name: string; code: number | null; signal: string | null; lived: number }): Promise<void> {
    if (this.#closing) return
    this.#settings.onDeath(death.name)
    if (death.lived > HEALTHY_MS) this.#waitMs = RESTART_MS
    this.#log.error({ ...death, restartMs: this.#waitMs }, 'a worker process died')
    await setTimeout(this.#waitMs)
    this.#waitMs = Math.min(this.#waitMs * 2, RESTART_MAX_MS)
    if (!this.#closing) this.#start()
  }
}
