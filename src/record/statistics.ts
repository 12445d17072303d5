import type { Day } from '../invoice/invoice.ts'
import { add, type Tallies, type Tally, type TallyKind } from './tally.ts'
import { type TallyPass, tallyPassOn, untallied } from './tally-pass.ts'
import { ALL, countBlock } from './tallied-block.ts'
import { topRecipients, type TopRecipients } from './recipient-years.ts'
import type { Database, Queries } from './tables.ts'
import { type WaitingFlows, waitingFlows } from './waiting-flows.ts'

/** What the record can tell in numbers. */
export interface Statistics {
  /** Of each day in this stretch on which flows came in, what was counted of them. */
  days<K extends TallyKind>(kind: K, of: DaysAsked): Promise<CountedDays<K>>
  /** The first day on which flows came in, of those counted. */
  firstDay(): Promise<Day | undefined>
  /** Who most invoices were accepted for, of the flows that came in in this year. */
  topRecipients(of: { depositor?: string; year: number }): Promise<TopRecipients>
  /** The flows that are not at their end, of one depositor or all, as they are now. */
  waiting(depositor?: string): Promise<WaitingFlows>
  /** Keeps what `days` adds up; to be called now and then by one at a time. */
  readonly pass: TallyPass
}

export interface DaysAsked {
  /** Application code; absent: of all depositors. */
  depositor?: string
  /** Days of Paris, both included. */
  from: Day
  to: Day
}

export interface CountedDays<K extends TallyKind> {
  days: Map<Day, Tallies[K]>
  /** Blocks of flows that are not among them, since nobody counted them yet: a pass will. */
  uncounted: number
}

/** Blocks that are counted while the question waits, the newest: some milliseconds each. */
const LIVE = 3

export function statisticsOn(database: Database): Statistics {
  return {
    days: (kind, of) => days(database, kind, of),
    firstDay: () => firstDay(database),
    topRecipients: (of) => recipients(database, of),
    waiting: (depositor) => waitingFlows(database, depositor),
    pass: tallyPassOn(database),
  }
}

/**
 * The newest blocks are counted now, all others are read as they were counted. Which is which is decided first, so that
 * a block that is counted meanwhile is in the answer once.
 */
async function days<K extends TallyKind>(
  queries: Queries,
  kind: K,
  { depositor = ALL, from, to }: DaysAsked,
): Promise<CountedDays<K>> {
  const { live, uncounted } = await notKept(queries)
  const found = new Map<Day, Tally>()
  const put = (day: Day, tally: Tally) => {
    const known = found.get(day)
    if (known === undefined) found.set(day, tally)
    else add(known, tally)
  }
  const rows = await queries
    .selectFrom('tallies')
    .select(['day', 'block', 'tally'])
    .where('depositor', '=', depositor)
    .where('kind', '=', kind)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .execute()
  for (const { day, block, tally } of rows) if (!live.has(block)) put(day, JSON.parse(tally) as Tally)
  for (const block of live) {
    for (const each of (await countBlock(queries, block)).tallies) {
      const isWanted =
        each.kind === kind && each.depositor === depositor && each.day >= from && each.day <= to
      if (isWanted) put(each.day, each.tally)
    }
  }
  return { days: found, uncounted }
}

async function firstDay(queries: Queries): Promise<Day | undefined> {
  const { day } = await queries
    .selectFrom('tallies')
    .select((of) => of.fn.min<Day | null>('day').as('day'))
    .where('depositor', '=', ALL)
    .where('kind', '=', 'counts')
    .executeTakeFirstOrThrow()
  return day ?? undefined
}

async function notKept(queries: Queries): Promise<{ live: Set<number>; uncounted: number }> {
  const { next, newest } = await untallied(queries)
  const live = new Set<number>()
  for (let block = newest; block >= next && live.size < LIVE; block--) live.add(block)
  return { live, uncounted: Math.max(newest + 1 - next, 0) - live.size }
}

async function recipients(
  queries: Queries,
  { depositor = ALL, year }: { depositor?: string; year: number },
): Promise<TopRecipients> {
  const unseen: Tally = {}
  for (const block of (await notKept(queries)).live) {
    for (const each of (await countBlock(queries, block)).tallies) {
      const isWanted = each.kind === 'recipients' && each.depositor === depositor
      if (isWanted && each.day.startsWith(`${year}-`)) add(unseen, each.tally)
    }
  }
  return topRecipients(queries, { depositor, year }, unseen['invoices'] ?? {})
}
