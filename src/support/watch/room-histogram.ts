import type { Metric, Registry } from 'prom-client'
import { BOUNDS_MS, type Times } from './tally.ts'

const BOUNDS = [...BOUNDS_MS.map((ms) => ms / 1_000), '+Inf']

interface Kept {
  buckets: number[]
  /** Seconds. */
  sum: number
}

/**
 * A histogram, in seconds, of times that other processes counted into buckets: prom-client's own takes single
 * observations only, and a message for each would cost more than what it tells.
 */
export class RoomHistogram {
  readonly name: string
  readonly #help: string
  readonly #kept = new Map<string, Kept>()

  constructor(name: string, help: string, registry: Registry) {
    this.name = name
    this.#help = help
    registry.registerMetric(this as unknown as Metric) // of a metric a registry uses its name and what `get` gives
  }

  /** Adds what was counted elsewhere; without a room where there is only one. */
  add({ buckets, sumMs }: Pick<Times, 'buckets' | 'sumMs'>, room = ''): void {
    const kept = this.#kept.get(room) ?? { buckets: BOUNDS.map(() => 0), sum: 0 }
    this.#kept.set(room, {
      buckets: kept.buckets.map((before, index) => before + (buckets[index] ?? 0)),
      sum: kept.sum + sumMs / 1_000,
    })
  }

  get() {
    return Promise.resolve({
      name: this.name,
      help: this.#help,
      type: 'histogram',
      values: [...this.#kept].flatMap(([room, kept]) => this.#valuesOf(room, kept)),
    })
  }

  #valuesOf(room: string, { buckets, sum }: Kept) {
    const labels = room === '' ? {} : { room }
    let below = 0
    const cumulated = buckets.map((more, index) => {
      below += more
      return { metricName: `${this.name}_bucket`, labels: { ...labels, le: BOUNDS[index] }, value: below }
    })
    return [
      ...cumulated,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: below },
    ]
  }
}
