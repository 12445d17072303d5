import { parisDay } from '../invoice/paris.ts'
import type { Day } from '../invoice/invoice.ts'
import type { Desk } from '../record/open-desk.ts'
import type { StateCounts } from '../record/tally.ts'

type TrafficDesk = Pick<Desk, 'statistics' | 'watch'>

/** Days that are counted, today included. */
export const DAYS = 30

/** What a depositor dropped lately. */
export interface DepositorTraffic {
  /** Since that day of Paris. */
  since: Day
  flows: number
  /** Rejected as a whole. */
  rejected: number
  /** Its last deposit, ISO 8601 UTC; absent: never one. */
  lastAt?: string
}

/** Of each of these depositors in thirty days; one question for all of them. */
export async function depositorsTraffic(
  depositors: readonly string[],
  { desk, now }: { desk: TrafficDesk; now: string },
): Promise<Map<string, DepositorTraffic>> {
  const { since, to } = stretch(now)
  const { days } = await desk.statistics.days('depositors', { from: since, to })
  const found = new Map<string, DepositorTraffic>()
  for (const depositor of depositors) {
    const mine = [...days.values()].map((day) => day[depositor] ?? {})
    const lastAt = await desk.watch.lastReceived(depositor)
    found.set(depositor, {
      since,
      flows: sum(mine.map(({ flows = 0 }) => flows)),
      rejected: sum(mine.map(({ rejected = 0 }) => rejected)),
      ...(lastAt === undefined ? {} : { lastAt }),
    })
  }
  return found
}

/** Flows of one depositor by their state, in thirty days. */
export async function depositorStates(
  depositor: string,
  { desk, now }: { desk: TrafficDesk; now: string },
): Promise<{ since: Day; states: StateCounts }> {
  const { since, to } = stretch(now)
  const { days } = await desk.statistics.days('counts', { depositor, from: since, to })
  const states: StateCounts = {}
  for (const { state = {} } of days.values()) {
    for (const [name, count] of Object.entries(state) as [keyof StateCounts, number][]) {
      states[name] = (states[name] ?? 0) + count
    }
  }
  return { since, states }
}

function stretch(now: string): { since: Day; to: Day } {
  const at = Date.parse(now)
  return { since: parisDay(new Date(at - (DAYS - 1) * 86_400_000).toISOString()), to: parisDay(now) }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, one) => all + one, 0)
}
