import { type HousePart, PART_NAMES } from './house-trouble.ts'
import { inWords, type Log } from './log.ts'

/** How often trouble that lasts is told again, in ms. */
const TELL_MS = 30_000

interface Told {
  since: number
  lastTold: number
  times: number
}

/** Tells of trouble of the house when it begins, now and then while it lasts, and when it is over: not once a flow. */
export class HouseLog {
  readonly #log: Log
  readonly #ill = new Map<HousePart, Told>()

  constructor(log: Log) {
    this.#log = log
  }

  tell(part: HousePart, error: unknown): void {
    const now = performance.now()
    const ill = this.#ill.get(part) ?? { since: now, lastTold: Number.NEGATIVE_INFINITY, times: 0 }
    this.#ill.set(part, ill)
    ill.times += 1
    if (now - ill.lastTold < TELL_MS) return
    ill.lastTold = now
    const { times } = ill
    this.#log.error(
      { part: PART_NAMES[part], times, seconds: seconds(now - ill.since), error: inWords(error) },
      'trouble of the house: work waits, and is tried again',
    )
  }

  /** What needed these parts went well. */
  well(parts: readonly HousePart[]): void {
    for (const part of parts) {
      const ill = this.#ill.get(part)
      if (ill === undefined) continue
      this.#ill.delete(part)
      const lasted = seconds(performance.now() - ill.since)
      this.#log.info({ part: PART_NAMES[part], times: ill.times, seconds: lasted }, 'the house is well again')
    }
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000)
}
