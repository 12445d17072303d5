import { readdirSync, readFileSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const LOOK_MS = 5

/** A recipient and a depositor who take every file away the moment it is there, and remember how often each came. */
export class Collector implements AsyncDisposable {
  readonly pivots = new Map<string, number>()
  readonly reports = new Map<string, number>()
  readonly #folders: { pivots: string; reports: string }
  #isOver = false
  readonly #running: Promise<void>

  constructor(folders: { pivots: string; reports: string }) {
    this.#folders = folders
    this.#running = this.#collect()
  }

  /** How many came more than once. */
  twice(): number {
    return [...this.pivots.values(), ...this.reports.values()].filter((times) => times > 1).length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    await this.#running
  }

  async #collect(): Promise<void> {
    while (!this.#isOver) {
      this.#take(this.#folders.pivots, this.pivots, /MACHINES-\d+-/)
      this.#take(this.#folders.reports, this.reports, /<IdFlux>[^<]+/)
      await setTimeout(LOOK_MS)
    }
  }

  /** The readable copies of reports are taken away without being counted. */
  #take(folder: string, counts: Map<string, number>, subject: RegExp): void {
    for (const name of readdirSync(folder).filter((each) => !each.startsWith('.'))) {
      const text = readFileSync(join(folder, name), 'utf8')
      unlinkSync(join(folder, name))
      if (name.endsWith('.txt')) continue
      const of = subject.exec(text)?.[0] ?? name
      counts.set(of, (counts.get(of) ?? 0) + 1)
    }
  }
}
