import { setImmediate } from 'node:timers/promises'
import { type SelectQueryBuilder, sql } from 'kysely'
import { fits } from './flow-conditions.ts'
import type { FlowFilter } from './flow-filter.ts'
import { listsOf } from './filter-lists.ts'
import { allFlows, type Direction, type FlowOrder } from './flow-lists.ts'
import type { Stretch } from './flow-times.ts'
import type { Queries, Tables } from './tables.ts'
import { textList } from './text-list.ts'

/** Entries of a list that are looked at in one step: few at first, since most pages are full after them. */
const LEAST = 250
const MOST = 4_000
/** A step is made to last so long, be the disk slow or the record in memory. */
const STEP_MS = 40

export interface Walk {
  filter: FlowFilter
  /** Flows outside are not looked at. */
  stretch: Stretch
  direction: Direction
  /** Most flows wanted. */
  limit: number
  /** `performance.now()` after which no further step is made; absent: to the end. */
  until?: number
}

export interface Walked {
  /** Numbers, in the walk's direction. */
  found: number[]
  /** What was not looked at; absent when all of it was. */
  rest?: Stretch
}

/**
 * The flows of a stretch that a filter finds. Whatever is looked for and however many flows there are, no step reads more
 * than some thousands: each follows the list that is sparsest from where the walk is. That is measured step by step, not
 * left to what an engine believes about its tables.
 */
export async function walk(queries: Queries, of: Walk): Promise<Walked> {
  const { filter, direction, limit, until = Number.POSITIVE_INFINITY } = of
  const ways = await waysOf(queries, filter, of.stretch)
  const found: number[] = []
  let rest = of.stretch
  let entries = LEAST
  while (rest.from <= rest.to) {
    const begun = performance.now()
    const { way, edge } = await sparsest(ways, { entries, rest, direction })
    const wanted = { direction, limit: limit - found.length }
    const numbers = await fitting(queries, { ...way, stretch: upTo(edge, rest, direction) }, wanted)
    found.push(...numbers)
    rest = beyond(numbers.length < wanted.limit ? edge : (numbers.at(-1) as number), rest, direction)
    if (found.length >= limit || performance.now() > until) break
    entries = nextStep(entries, performance.now() - begun)
    await setImmediate() // SQLite answers in this very thread: whoever else waits for it has a turn
  }
  return rest.from <= rest.to ? { found, rest } : { found }
}

function nextStep(entries: number, tookMs: number): number {
  const growth = Math.min(STEP_MS / Math.max(tookMs, 1), MOST / LEAST)
  return Math.round(Math.min(Math.max(entries * growth, LEAST), MOST))
}

/** A way to walk, and what a flow on it must still be. */
interface Way {
  order: FlowOrder
  left: FlowFilter
}

async function waysOf(queries: Queries, filter: FlowFilter, stretch: Stretch): Promise<Way[]> {
  const { text, ...left } = filter
  const texts = text === undefined ? undefined : await textList(queries, text, stretch)
  return [
    ...(texts === undefined ? [] : [{ order: texts, left }]),
    ...listsOf(queries, filter).map(({ list, answers }) => ({ order: list, left: without(filter, answers) })),
    { order: allFlows(), left: filter },
  ]
}

function without(filter: FlowFilter, answered: keyof FlowFilter | undefined): FlowFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => name !== answered))
}

interface Ahead {
  entries: number
  rest: Stretch
  direction: Direction
}

interface Leading {
  way: Way
  edge: number
}

/** The way that leads farthest in so many entries, and the last flow it leads to. */
async function sparsest(ways: readonly Way[], { entries, rest, direction }: Ahead): Promise<Leading> {
  const end = direction === 'down' ? rest.from : rest.to
  let best: Leading | undefined
  for (const way of ways) {
    const edge = await way.order.passed(entries, rest, direction)
    if (edge === undefined) return { way, edge: end }
    if (best === undefined || Math.abs(edge - end) < Math.abs(best.edge - end)) best = { way, edge }
  }
  if (best === undefined) throw new Error('there is no way to walk')
  return best
}

async function fitting(
  queries: Queries,
  { order, left, stretch }: Way & { stretch: Stretch },
  { direction, limit }: Pick<Walk, 'direction' | 'limit'>,
): Promise<number[]> {
  const isListed = order.flows !== undefined
  const rows = await onTheWay(queries, order, stretch)
    .where((is) => fits(is, left))
    .select('flows.number')
    .orderBy(isListed ? inNoIndex : 'flows.number', direction === 'down' ? 'desc' : 'asc')
    .limit(limit)
    .execute()
  return rows.map((row) => row.number)
}

/** An order for which no index is read: one would be, through flow after flow, in the hope of a full page. */
const inNoIndex = sql<number>`${sql.ref('flows.number')} + 0`

/** The list first, then flow after flow by its number: SQLite goes by the order of a cross join. */
function onTheWay(
  queries: Queries,
  order: FlowOrder,
  stretch: Stretch,
): SelectQueryBuilder<Tables, 'flows', object> {
  if (order.flows !== undefined) {
    return queries
      .selectFrom(order.flows(stretch))
      .crossJoin('flows')
      .whereRef('flows.number', '=', 'listed.flow')
  }
  return queries
    .selectFrom('flows')
    .where('flows.number', '>=', stretch.from)
    .where('flows.number', '<=', stretch.to)
}

function upTo(edge: number, rest: Stretch, direction: Direction): Stretch {
  return direction === 'down' ? { from: edge, to: rest.to } : { from: rest.from, to: edge }
}

function beyond(edge: number, rest: Stretch, direction: Direction): Stretch {
  return direction === 'down' ? { from: rest.from, to: edge - 1 } : { from: edge + 1, to: rest.to }
}
