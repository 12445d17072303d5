import { parisDay } from '../invoice/paris.ts'
import type { Day } from '../invoice/invoice.ts'
import { instantOf } from './instant.ts'

/** Periods up to now, told in whole days of Paris. */
export const PERIODS = ['today', '2d', '30d', '90d'] as const
export type PeriodName = (typeof PERIODS)[number]

const DAYS = { today: 1, '2d': 2, '30d': 30, '90d': 90 } as const satisfies Record<PeriodName, number>

export interface Period {
  name: PeriodName
  /** Its first and its last day, which is today. */
  from: Day
  to: Day
  /** The instant it begins at, ISO 8601 UTC. */
  since: string
  /** What it is shown by. */
  grain: 'hour' | 'day'
}

/** The days of the period that ends today; the first one begins at its midnight in Paris. */
export function periodOf(name: PeriodName, now: string): Period {
  const to = parisDay(now)
  const from = dayAfter(to, 1 - DAYS[name])
  return { name, from, to, since: midnight(from), grain: DAYS[name] <= 2 ? 'hour' : 'day' }
}

/** So many days later, or earlier. */
export function dayAfter(day: Day, count: number): Day {
  return new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10)
}

/** The instant a day begins at in Paris. @throws RangeError for what is on no calendar. */
export function midnight(day: Day): string {
  const instant = instantOf(day, 'start')
  if (instant === undefined) throw new RangeError(`${day} is not a day`)
  return instant
}

/** The days from one to another, both included. */
export function daysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = []
  for (let day = from; day <= to; day = dayAfter(day, 1)) days.push(day)
  return days
}
