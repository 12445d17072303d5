import { blockOf, countBlock } from './tallied-block.ts'
import { now } from './events.ts'
import { changeRecipients, type DayRecipients } from './recipient-years.ts'
import { slices } from './statement-slices.ts'
import type { Database, EventKind, Queries } from './tables.ts'
import type { Tally } from './tally.ts'

/**
 * Keeps the tallies true, behind the flows and at no cost to them: whatever changes a flow leaves an event, and the events
 * since the last pass tell which blocks have to be counted anew. The newest block is never kept: it is counted when it
 * is asked for.
 */
export interface TallyPass {
  /** Counts what is due, for about so many ms; true when there is more. One at a time for a record. */
  run(ms: number): Promise<boolean>
}

/** The event up to which changes are known, in `about`. */
const CURSOR = 'tallied-through'
/** Events that one statement reads. */
const EVENTS = 2_000
/** An event may come into sight after later ones, as long as its transaction lasts: so long it is waited for. */
const LATE_MS = 60_000
/** So many events may be on their way in when the first pass begins. */
const UNSEEN = 10_000

const TELLING: ReadonlySet<EventKind> = new Set([
  'received',
  'attempt-failed',
  'outcome',
  'blocked',
  'sent',
  'replay-asked',
])

export function tallyPassOn(database: Database): TallyPass {
  // Those that the cursor has not passed, for fear of late ones: their blocks need no second look.
  let seen: ReadonlySet<number> = new Set()
  return {
    async run(ms) {
      const until = performance.now() + ms
      seen = await markChanged(database, seen)
      do {
        const block = await nextBlock(database)
        if (block === undefined) return false
        await tallyBlock(database, block)
      } while (performance.now() < until)
      return (await nextBlock(database)) !== undefined
    },
  }
}

/** Marks the blocks of which something changed. Gives the events behind the cursor, all of them seen by now. */
async function markChanged(database: Database, seen: ReadonlySet<number>): Promise<Set<number>> {
  const horizon = new Date(Date.parse(now()) - LATE_MS).toISOString()
  const behind = new Set<number>()
  let cursor = await cursorOf(database)
  for (let after = cursor, kept = cursor; ; kept = cursor) {
    const events = await eventsAfter(database, after)
    const last = events.at(-1)
    if (last === undefined) return behind
    const changed = events.filter(({ id, kind }) => TELLING.has(kind) && !seen.has(id))
    const isOld = (at: string) => behind.size === 0 && at < horizon
    for (const { id, at } of events) {
      if (isOld(at)) cursor = id
      else behind.add(id)
    }
    const blocks = new Set(changed.map(({ flow }) => blockOf(flow)))
    if (blocks.size > 0 || cursor > kept) await mark(database, blocks, cursor)
    after = last.id
  }
}

function eventsAfter(queries: Queries, after: number) {
  return queries
    .selectFrom('events')
    .select(['id', 'flow', 'kind', 'at'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(EVENTS)
    .execute()
}

async function cursorOf(queries: Queries): Promise<number> {
  const kept = await queries.selectFrom('about').select('value').where('name', '=', CURSOR).executeTakeFirst()
  if (kept !== undefined) return Number(kept.value)
  const { last } = await queries
    .selectFrom('events')
    .select((of) => of.fn.max<number | null>('id').as('last'))
    .executeTakeFirstOrThrow()
  return Math.max((last ?? 0) - UNSEEN, 0)
}

async function mark(database: Database, blocks: ReadonlySet<number>, cursor: number): Promise<void> {
  const value = String(cursor)
  await database.transaction().execute(async (transaction) => {
    for (const slice of slices([...blocks])) {
      await transaction.updateTable('tallied_blocks').set({ stale: 1 }).where('block', 'in', slice).execute()
    }
    await transaction
      .insertInto('about')
      .values({ name: CURSOR, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute()
  })
}

/** One never counted, the oldest first; else one that changed. */
async function nextBlock(queries: Queries): Promise<number | undefined> {
  const { next, newest } = await untallied(queries)
  if (next < newest) return next
  const stale = await queries
    .selectFrom('tallied_blocks')
    .select('block')
    .where('stale', '=', 1)
    .orderBy('block', 'desc')
    .limit(1)
    .executeTakeFirst()
  return stale?.block
}

/** The first block that was never counted, and the newest there is: -1 when there is none. */
export async function untallied(queries: Queries): Promise<{ next: number; newest: number }> {
  const { block } = await queries
    .selectFrom('tallied_blocks')
    .select((of) => of.fn.max<number | null>('block').as('block'))
    .executeTakeFirstOrThrow()
  const { flow } = await queries
    .selectFrom('flows')
    .select((of) => of.fn.max<number | null>('number').as('flow'))
    .executeTakeFirstOrThrow()
  return { next: (block ?? -1) + 1, newest: flow === null ? -1 : blockOf(flow) }
}

/**
 * Counted anew, all of it or nothing. A block that was counted before retention took flows of it away keeps its tallies:
 * they know more than is left.
 */
async function tallyBlock(database: Database, block: number): Promise<void> {
  const { tallies, hasGone } = await countBlock(database, block)
  await database.transaction().execute(async (transaction) => {
    const known = await transaction
      .selectFrom('tallied_blocks')
      .select('block')
      .where('block', '=', block)
      .executeTakeFirst()
    if (known === undefined) await transaction.insertInto('tallied_blocks').values({ block }).execute()
    else
      await transaction.updateTable('tallied_blocks').set({ stale: 0 }).where('block', '=', block).execute()
    if (known !== undefined && hasGone) return
    const before = known === undefined ? [] : await keptRecipients(transaction, block)
    await changeRecipients(transaction, {
      before,
      after: tallies.filter(({ kind }) => kind === 'recipients'),
    })
    await transaction.deleteFrom('tallies').where('block', '=', block).execute()
    const rows = tallies.map(({ tally, ...of }) => ({ ...of, block, tally: JSON.stringify(tally) }))
    for (const slice of slices(rows)) await transaction.insertInto('tallies').values(slice).execute()
  })
}

async function keptRecipients(queries: Queries, block: number): Promise<DayRecipients[]> {
  const rows = await queries
    .selectFrom('tallies')
    .select(['depositor', 'day', 'tally'])
    .where('block', '=', block)
    .where('kind', '=', 'recipients')
    .execute()
  return rows.map(({ tally, ...of }) => ({ ...of, tally: JSON.parse(tally) as Tally }))
}
