import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Settings } from '../src/settings.ts'
import type { Listening } from '../src/settings/listening.ts'
import type { Log } from './log.ts'

/** What the console's process is told when it is started; it reads the rest from the configuration itself. */
export interface ConsoleOrders {
  at: Listening
  config?: string
  data: string
  record: Settings['record']
  archive: string
  logLevel: string
}

const RESTART_MS = 1_000
const RESTART_MAX_MS = 60_000
const HEALTHY_MS = 60_000
/** A page under way is not waited for longer. */
const STOP_MS = 5_000

/** The console beside the service: started again when it dies, the longer the oftener it did; nothing waits for it. */
export function openConsoleChild(orders: ConsoleOrders, log: Log): AsyncDisposable {
  const child = new ConsoleChild(orders, log)
  child.start()
  return child
}

class ConsoleChild implements AsyncDisposable {
  readonly #orders: ConsoleOrders
  readonly #log: Log
  #process: ChildProcess | undefined
  #again: NodeJS.Timeout | undefined
  #waitMs = RESTART_MS
  #closing = false

  constructor(orders: ConsoleOrders, log: Log) {
    this.#orders = orders
    this.#log = log
  }

  start(): void {
    const child = fork(join(import.meta.dirname, 'console.ts'))
    child.send(this.#orders) // not on its command line, which everybody may read: addresses hold passwords
    this.#process = child
    const born = performance.now()
    child.once('exit', (code, signal) => this.#died({ code, signal, lived: performance.now() - born }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true
    clearTimeout(this.#again)
    const running = this.#process
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const exited = once(running, 'exit')
    if (running.connected) running.send('stop')
    const patience = setTimeout(() => running.kill('SIGKILL'), STOP_MS)
    await exited
    clearTimeout(patience)
  }

  #died(death: { code: number | null; signal: string | null; lived: number }): void {
    if (this.#closing) return
    if (death.lived > HEALTHY_MS) this.#waitMs = RESTART_MS
    this.#log.error({ ...death, restartMs: this.#waitMs }, 'the console’s process died')
    this.#again = setTimeout(() => this.start(), this.#waitMs)
    this.#waitMs = Math.min(this.#waitMs * 2, RESTART_MAX_MS)
  }
}
