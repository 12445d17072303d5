import type { FlowFilter } from '../record/flow-filter.ts'
import type { Desk } from '../record/open-desk.ts'
import type { CountedDays } from '../record/statistics.ts'
import type { FlowState } from '../record/tables.ts'
import { add, type Counts, type StateCounts, type Tally } from '../record/tally.ts'
import { type Attention, attention } from './attention.ts'
import { dayAfter, daysBetween, midnight, type Period } from './period.ts'

/** A number, and the flows behind it. */
export interface Figure {
  count: number
  filter: FlowFilter
}

/** What came in during a period, what became of it, and what needs a person whatever the period. */
export interface Today {
  period: Period
  attention: Attention
  /** Flows received in the period, by their state now. */
  flows: Record<FlowState, Figure>
  received: Figure
  /** Invoices of those flows, as far as they were read. */
  invoices: { accepted: number; rejected: number }
  /** From the beginning of the period up to now, without a gap. */
  moments: Moment[]
  /** Flows with a fault, by its code, the most frequent first. */
  faults: CodeFigure[]
  remarks: CodeFigure[]
  /** Those with most flows rejected; empty when the question is about one depositor. */
  depositors: DepositorFigure[]
  factors: { present: Figure; ignored: Figure }
  /** There are flows that were not counted yet: the numbers are too small by as much. */
  isPartial: boolean
}

/** An hour or a day: flows received then, by their state now. */
export interface Moment {
  /** When it begins, ISO 8601 UTC. */
  at: string
  received: number
  integrated: number
  partiallyIntegrated: number
  rejected: number
  filter: FlowFilter
}

export interface CodeFigure extends Figure {
  code: string
}

export interface DepositorFigure extends Figure {
  depositor: string
  /** Flows it dropped in the period, whatever became of them; `count` are those rejected. */
  dropped: number
}

export interface TodayAsked {
  period: Period
  /** Application code of whose flows alone are looked at. */
  depositor?: string
  /** ISO 8601 UTC. */
  now: string
}

/** Most codes or depositors told. */
const TOP = 8

export async function today(
  { desk }: { desk: Pick<Desk, 'statistics' | 'lanes'> },
  asked: TodayAsked,
): Promise<Today> {
  const { period, depositor } = asked
  const of = { from: period.from, to: period.to, ...mine(depositor) }
  const { statistics } = desk
  const byDay = await statistics.days('counts', of)
  const byHour = period.grain === 'hour' ? await statistics.days('hours', of) : undefined
  const ofDepositors = depositor === undefined ? await statistics.days('depositors', of) : undefined
  const those = { since: period.since, ...mine(depositor) }
  const sum = totalOf(byDay.days.values()) as Counts
  return {
    period,
    attention: await attention({ desk }, depositor),
    flows: statesOf(sum.state ?? {}, those),
    received: { count: all(sum.state ?? {}), filter: those },
    invoices: { accepted: sum.invoices?.accepted ?? 0, rejected: sum.invoices?.rejected ?? 0 },
    moments: byHour === undefined ? dayMoments(byDay, asked) : hourMoments(byHour, asked),
    faults: codesOf(sum.fault, those),
    remarks: codesOf(sum.remark, those),
    depositors: ofDepositors === undefined ? [] : depositorsOf(ofDepositors, those),
    factors: {
      present: { count: sum.factor?.present ?? 0, filter: { ...those, factor: 'present' } },
      ignored: { count: sum.factor?.ignored ?? 0, filter: { ...those, factor: 'ignored' } },
    },
    isPartial: byDay.uncounted > 0,
  }
}

function mine(depositor: string | undefined): { depositor?: string } {
  return depositor === undefined ? {} : { depositor }
}

/** The tally of several days. */
export function totalOf(tallies: Iterable<object>): Tally {
  const total: Tally = {}
  for (const each of tallies) add(total, each as Tally)
  return total
}

/** Flows in whatever state. */
export function all(counts: StateCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function statesOf(counts: StateCounts, those: FlowFilter): Record<FlowState, Figure> {
  const of = (state: FlowState): Figure => ({
    count: counts[state] ?? 0,
    filter: { ...those, states: [state] },
  })
  return {
    received: of('received'),
    processing: of('processing'),
    integrated: of('integrated'),
    'partially-integrated': of('partially-integrated'),
    rejected: of('rejected'),
    blocked: of('blocked'),
  }
}

function momentOf(counts: StateCounts, at: string, filter: FlowFilter): Moment {
  return {
    at,
    received: all(counts),
    integrated: counts.integrated ?? 0,
    partiallyIntegrated: counts['partially-integrated'] ?? 0,
    rejected: counts.rejected ?? 0,
    filter,
  }
}

function dayMoments({ days }: CountedDays<'counts'>, { period, depositor }: TodayAsked): Moment[] {
  return daysBetween(period.from, period.to).map((day) => {
    const filter = { since: midnight(day), until: midnight(dayAfter(day, 1)), ...mine(depositor) }
    return momentOf(days.get(day)?.state ?? {}, filter.since, filter)
  })
}

const HOUR_MS = 3_600_000

function hourMoments({ days }: CountedDays<'hours'>, { period, depositor, now }: TodayAsked): Moment[] {
  const moments: Moment[] = []
  const hours = totalOf(days.values())
  for (let at = Date.parse(period.since); at <= Date.parse(now); at += HOUR_MS) {
    const since = new Date(at).toISOString()
    const filter = { since, until: new Date(at + HOUR_MS).toISOString(), ...mine(depositor) }
    moments.push(momentOf(hours[since.slice(0, 13)] ?? {}, since, filter))
  }
  return moments
}

function codesOf(counts: Record<string, number> = {}, those: FlowFilter): CodeFigure[] {
  return mostOf(counts).map(([code, count]) => ({ code, count, filter: { ...those, fault: code } }))
}

/** The largest first, those alike by their name. */
function mostOf(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([one, most], [other, more]) => more - most || (one < other ? -1 : 1))
    .slice(0, TOP)
}

function depositorsOf({ days }: CountedDays<'depositors'>, those: FlowFilter): DepositorFigure[] {
  const total = totalOf(days.values())
  const rejected = Object.entries(total).map(([depositor, of]) => [depositor, of['rejected'] ?? 0] as const)
  return mostOf(Object.fromEntries(rejected)).map(([depositor, count]) => ({
    depositor,
    count,
    dropped: total[depositor]?.['flows'] ?? 0,
    filter: { ...those, depositor, states: ['rejected'] },
  }))
}
