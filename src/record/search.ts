import type { FlowFilter } from './flow-filter.ts'
import { keepTimes, stretchOf } from './flow-times.ts'
import { walk } from './flow-walk.ts'
import { type FoundFlow, foundFlows } from './found-flows.ts'
import { flowsNamed } from './named-flows.ts'
import type { Database, Queries } from './tables.ts'

/** How flows are found again. Every answer is of the moment it is given. */
export interface FlowSearch {
  /** The newest flows that the filter finds, among those before `before`. */
  page(filter: FlowFilter, of: PageRequest): Promise<FlowPage>
  /** How many flows the filter finds, counted up to `atMost`. */
  count(filter: FlowFilter, of: CountRequest): Promise<FlowCount>
  /** The flows of this name, or of this flow identifier, the newest first. */
  named(name: string): Promise<number[]>
  /** Keeps what search by time goes by; to be called now and then, at best each minute. Without it search is only slower. */
  keepTimes(): Promise<void>
}

export interface PageRequest {
  /** Most flows wanted. */
  limit: number
  /** `next` of the page before; absent for the first. */
  before?: number
  /** Time after which what was found is given, even when the page is not full; absent: as long as it takes. */
  ms?: number
}

export interface FlowPage {
  /** The newest first. */
  flows: FoundFlow[]
  /** `before` of the next page; absent when there is nothing more to find. */
  next?: number
  /**
   * Present when the time was up before the page was full: flows received before this instant, more or less, were not
   * looked at yet; the next page goes on there.
   */
  lookedBackTo?: string
}

export interface CountRequest {
  atMost: number
  /** As of a page. */
  ms?: number
}

export interface FlowCount {
  flows: number
  /** False: there are at least so many. */
  isAll: boolean
}

export function searchOn(database: Database): FlowSearch {
  return {
    page: (filter, of) => page(database, filter, of),
    count: (filter, of) => count(database, filter, of),
    named: (name) => flowsNamed(database, name),
    keepTimes: () => keepTimes(database),
  }
}

async function page(
  queries: Queries,
  filter: FlowFilter,
  { limit, before, ms }: PageRequest,
): Promise<FlowPage> {
  const { from, to } = await stretchOf(queries, filter)
  const { found, rest } = await walk(queries, {
    filter,
    stretch: { from, to: before === undefined ? to : Math.min(to, before - 1) },
    direction: 'down',
    limit: limit + 1,
    ...deadline(ms),
  })
  const shown = found.slice(0, limit)
  const flows = await foundFlows(queries, shown, filter)
  if (found.length > limit) return { flows, next: shown.at(-1) as number }
  if (rest === undefined) return { flows }
  return { flows, next: rest.to + 1, ...(await lookedBackTo(queries, rest.to)) }
}

async function count(queries: Queries, filter: FlowFilter, { atMost, ms }: CountRequest): Promise<FlowCount> {
  const stretch = await stretchOf(queries, filter)
  const limit = atMost + 1
  const { found, rest } = await walk(queries, { filter, stretch, direction: 'down', limit, ...deadline(ms) })
  return found.length > atMost
    ? { flows: atMost, isAll: false }
    : { flows: found.length, isAll: rest === undefined }
}

function deadline(ms: number | undefined): { until?: number } {
  return ms === undefined ? {} : { until: performance.now() + ms }
}

async function lookedBackTo(queries: Queries, number: number): Promise<{ lookedBackTo?: string }> {
  const row = await queries
    .selectFrom('flows')
    .select('received_at')
    .where('number', '<=', number)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? {} : { lookedBackTo: row.received_at }
}
