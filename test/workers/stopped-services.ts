import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { DrainerOrders } from './drainer.ts'

const LEASE_MS = 250

/** Services that share a record, of which whoever has the lane stands still (SIGSTOP) past its lease, again and again. */
export class StoppedServices implements AsyncDisposable {
  /** How often one of them stood still. */
  stops = 0
  readonly #processes: ReadonlyMap<string, ChildProcess>
  readonly #holder: () => Promise<string | undefined>
  readonly #still = new Set<string>()
  readonly #stopping: Promise<void>
  #isOver = false

  private constructor(processes: Map<string, ChildProcess>, holder: () => Promise<string | undefined>) {
    this.#processes = processes
    this.#holder = holder
    this.#stopping = this.#keepStopping()
  }

  /** `holder`: who has the lane now. */
  static async start(
    count: number,
    orders: Omit<DrainerOrders, 'owner' | 'leaseMs'>,
    holder: () => Promise<string | undefined>,
  ): Promise<StoppedServices> {
    const processes = new Map<string, ChildProcess>()
    for (let index = 0; index < count; index++) {
      const own: DrainerOrders = { ...orders, owner: `service-${index}`, leaseMs: LEASE_MS }
      processes.set(own.owner, fork(join(import.meta.dirname, 'drainer.ts'), [JSON.stringify(own)]))
    }
    await Promise.all([...processes.values()].map((each) => once(each, 'message')))
    return new StoppedServices(processes, holder)
  }

  /** None stands still any more. */
  async letAllGoOn(): Promise<void> {
    this.#isOver = true
    await this.#stopping
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.letAllGoOn()
    for (const each of this.#processes.values()) {
      const gone = once(each, 'exit')
      each.kill('SIGKILL')
      await gone
    }
  }

  /** One of them goes on at any time. */
  async #keepStopping(): Promise<void> {
    const stops: Promise<void>[] = []
    while (!this.#isOver) {
      await setTimeout(20 + Math.random() * 130)
      const holder = await this.#holder()
      if (holder === undefined || this.#still.has(holder)) continue
      if (this.#still.size < this.#processes.size - 1) stops.push(this.#stop(holder))
    }
    await Promise.all(stops)
  }

  async #stop(name: string): Promise<void> {
    const one = this.#processes.get(name)
    this.#still.add(name)
    one?.kill('SIGSTOP')
    this.stops += 1
    await setTimeout(LEASE_MS * (0.9 + Math.random()))
    one?.kill('SIGCONT')
    this.#still.delete(name)
  }
}
