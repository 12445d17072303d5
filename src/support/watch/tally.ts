/** What a flow goes through, in its order. */
export const ROOMS = [
  'reception',
  'open',
  'validate',
  'extract',
  'check',
  'readable',
  'zip',
  'pivot',
  'route',
  'commit',
  'delivery',
] as const

/** What is timed: each room, and the time from a flow's reception to its verdict. */
export const CLOCKS = [...ROOMS, 'verdict'] as const
export type Clock = (typeof CLOCKS)[number]

/** Upper bounds of the histograms' buckets, in ms; what is above the last is in one more. */
export const BOUNDS_MS = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 120_000, 600_000,
] as const

/** What is counted, and the labels each count is kept by. */
export const COUNTS = {
  received: ['depositor'],
  receivedBytes: [],
  judged: ['interface', 'state'],
  invoices: ['verdict'],
  factors: ['factor'],
  codes: ['code'],
  failedTries: [],
  putOffs: ['part'],
  delivered: ['endpoint', 'kind'],
} as const satisfies Record<string, readonly string[]>
export type Count = keyof typeof COUNTS

/** Times of one clock: how many in each bucket, and their sum in ms. */
export interface Times {
  clock: Clock
  buckets: number[]
  sumMs: number
}

/** What happened in a process since its last report: plain data, so that it goes from process to process. */
export interface TallyReport {
  times: Times[]
  /** What, its labels' values in their order, and how many. */
  counts: [count: Count, labels: string[], more: number][]
}

const SEPARATOR = '\u001f'

/** Times and counts of one process: to keep one costs a look at a short list, and no memory. */
export class Tally {
  readonly #times = new Map<Clock, { buckets: Float64Array; sumMs: number }>()
  readonly #counts = new Map<string, number>()

  /** One passage through a room took so long, in ms. */
  time(clock: Clock, ms: number): void {
    let times = this.#times.get(clock)
    if (times === undefined) {
      times = { buckets: new Float64Array(BOUNDS_MS.length + 1), sumMs: 0 }
      this.#times.set(clock, times)
    }
    let bucket = 0
    while (bucket < BOUNDS_MS.length && ms > (BOUNDS_MS[bucket] as number)) bucket += 1
    times.buckets[bucket] = (times.buckets[bucket] as number) + 1
    times.sumMs += ms
  }

  /** `labels`: as many as `COUNTS` names for it, in that order. */
  count(count: Count, labels: readonly string[], more = 1): void {
    const key = [count, ...labels].join(SEPARATOR)
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + more)
  }

  /** What happened since it was last taken; `undefined` when nothing did. */
  take(): TallyReport | undefined {
    if (this.#times.size === 0 && this.#counts.size === 0) return undefined
    const times = [...this.#times].map(([clock, { buckets, sumMs }]) => ({
      clock,
      buckets: [...buckets],
      sumMs,
    }))
    const counts = [...this.#counts].map(([key, more]): TallyReport['counts'][number] => {
      const [count, ...labels] = key.split(SEPARATOR)
      return [count as Count, labels, more]
    })
    this.#times.clear()
    this.#counts.clear()
    return { times, counts }
  }
}
