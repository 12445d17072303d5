import type { FlowState } from './tables.ts'

/** Counts by measure, then by value: tallies of parts, added, are the tally of the whole. */
export type Tally = Record<string, Record<string, number>>

/** What is added up; each kind is kept apart, so that a question reads no more than it needs. */
export interface Tallies {
  /** What is counted of every day. */
  counts: Counts
  /** Flows by state for each hour of reception: AAAA-MM-JJThh, UTC. */
  hours: { [hour: string]: StateCounts }
  /** Accepted invoices by the SIRET of their recipient. */
  recipients: { invoices?: Record<string, number> }
  /** By depositor; in the tallies of all depositors only. */
  depositors: { [depositor: string]: { flows?: number; rejected?: number } }
}

export type TallyKind = keyof Tallies

export type StateCounts = Partial<Record<FlowState, number>>

export interface Counts {
  /** Flows. */
  state?: StateCounts
  /** Invoices that were read, by the last run that read any. */
  invoices?: { accepted?: number; rejected?: number }
  /** Accepted invoices, by frame. */
  frame?: Record<string, number>
  /** Accepted invoices, by the interface of their flow. */
  interface?: Record<string, number>
  /** Flows with an invoice whose factor is present, or ignored. */
  factor?: { present?: number; ignored?: number }
  /** Flows with this fault. */
  fault?: Record<string, number>
  /** Flows with this remark. */
  remark?: Record<string, number>
  /** Pivots delivered, by the least of `DELAYS` that their way from deposit to delivery did not exceed. */
  delay?: Record<string, number>
}

const [SECOND, MINUTE, HOUR, DAY] = [1, 60, 3_600, 86_400]

/** Delays that are told apart, in seconds; what took longer than all of them is `LONGER`. */
export const DELAYS: readonly number[] = [
  ...[0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45].map((count) => count * SECOND),
  ...[1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45].map((count) => count * MINUTE),
  ...[1, 1.5, 2, 3, 4, 6, 8, 12, 18].map((count) => count * HOUR),
  ...[1, 1.5, 2, 3, 4, 5, 7, 10, 14, 21, 30].map((count) => count * DAY),
]

export const LONGER = 'longer'

/** The class of a delay, as tallies name it. */
export function delayClass(ms: number): string {
  const edge = DELAYS.find((seconds) => ms <= seconds * 1_000)
  return edge === undefined ? LONGER : String(edge)
}

/** Counts one more, or `by`. */
export function count(tally: Tally, measure: string, value: string, by = 1): void {
  const counts = (tally[measure] ??= {})
  counts[value] = (counts[value] ?? 0) + by
}

/** Adds `part` to `tally`. */
export function add(tally: Tally, part: Tally): void {
  for (const [measure, counts] of Object.entries(part)) {
    for (const [value, by] of Object.entries(counts)) count(tally, measure, value, by)
  }
}
