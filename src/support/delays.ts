import { DELAYS, LONGER } from '../record/tally.ts'

/** How long documents took from deposit to delivery; of classes, so that a delay is known as « at most so much ». */
export interface Delays {
  documents: number
  /** So many seconds at most for half of the documents, nine tenths, nineteen twentieths; absent when there is none. */
  p50?: Delay
  p90?: Delay
  p95?: Delay
  classes: DelayClass[]
}

/** Seconds; infinite when it is longer than any class. */
export type Delay = number

export interface DelayClass {
  /** Seconds, at most; infinite for the last class. */
  upTo: Delay
  documents: number
  /** Of all documents those that took no longer, from 0 to 1. */
  within: number
}

/** What is shown: each class of the tallies is in one of them, since all these are edges of theirs. */
const SHOWN = [
  1,
  2,
  5,
  10,
  30,
  60,
  300,
  900,
  3_600,
  14_400,
  86_400,
  259_200,
  604_800,
  Number.POSITIVE_INFINITY,
]

export function delaysOf(counts: Readonly<Record<string, number>> = {}): Delays {
  const edges = [...DELAYS, Number.POSITIVE_INFINITY]
  const of = (edge: number) => counts[edge === Number.POSITIVE_INFINITY ? LONGER : String(edge)] ?? 0
  const documents = edges.reduce((sum, edge) => sum + of(edge), 0)
  const upTo = (limit: number) =>
    edges.filter((edge) => edge <= limit).reduce((sum, edge) => sum + of(edge), 0)
  const classes = SHOWN.map((limit, index) => {
    const within = upTo(limit)
    const below = index === 0 ? 0 : upTo(SHOWN[index - 1] as number)
    return { upTo: limit, documents: within - below, within: documents === 0 ? 0 : within / documents }
  })
  if (documents === 0) return { documents, classes }
  const quantile = (share: number) => edges.find((edge) => upTo(edge) >= share * documents) as number
  return { documents, p50: quantile(0.5), p90: quantile(0.9), p95: quantile(0.95), classes }
}
