import { sql } from 'kysely'
import type { FlowFilter } from './flow-filter.ts'
import type { Queries } from './tables.ts'

/** Flow numbers that stand for one another when flows are looked for by time. A migration wrote it down: it stays. */
const BLOCK = 5_000
/** Blocks behind the newest flow that are left out: a flow of theirs may still be on its way into the record. */
const OPEN_BLOCKS = 2
/** Blocks that one statement reads: some tens of milliseconds. */
const AT_ONCE = 20
/** So much later (or earlier) may a flow have been received than any its block was known to have, and still be found. */
const SLACK_MS = 3_600_000

/** Flow numbers, both ends included. */
export interface Stretch {
  from: number
  to: number
}

/** All flows there are. */
const NONE: Stretch = { from: 1, to: 0 }

/**
 * Where the flows received in the filter's time are: all of them, and not many others. Numbers grow with time, though not
 * strictly; instead of an index by time there is, for each block of numbers, the earliest and the latest instant at
 * which one of them was received. What no block tells of yet counts as of any time.
 */
export async function stretchOf(queries: Queries, { since, until }: FlowFilter): Promise<Stretch> {
  const last = await lastNumber(queries)
  if (last === 0) return NONE
  if (since === undefined && until === undefined) return { from: 1, to: last }
  const told = ((await lastBlock(queries)) + 1) * BLOCK
  const from = since === undefined ? 1 : await firstSince(queries, since, told)
  const to = until === undefined ? last : await lastUntil(queries, until, { from: told, to: last })
  return { from, to }
}

async function firstSince(queries: Queries, since: string, untold: number): Promise<number> {
  const { block } = await queries
    .selectFrom('flow_times')
    .select((of) => of.fn.min<number | null>('block').as('block'))
    .where('latest', '>=', moved(since, -SLACK_MS))
    .executeTakeFirstOrThrow()
  return block === null ? untold : block * BLOCK
}

async function lastUntil(queries: Queries, until: string, untold: Stretch): Promise<number> {
  const { number } = await queries
    .selectFrom('flows')
    .select((of) => of.fn.max<number | null>('number').as('number'))
    .where('number', '>=', untold.from)
    .where('number', '<=', untold.to)
    .where('received_at', '<', until)
    .executeTakeFirstOrThrow()
  if (number !== null) return number
  const { block } = await queries
    .selectFrom('flow_times')
    .select((of) => of.fn.max<number | null>('block').as('block'))
    .where('earliest', '<', moved(until, SLACK_MS))
    .executeTakeFirstOrThrow()
  return block === null ? 0 : (block + 1) * BLOCK - 1
}

/** Tells of the blocks that have come to their end since it was last called; to be called now and then. */
export async function keepTimes(queries: Queries): Promise<void> {
  const end = Math.floor((await lastNumber(queries)) / BLOCK) + 1 - OPEN_BLOCKS
  for (let block = (await lastBlock(queries)) + 1; block < end; block += AT_ONCE) {
    await tellBlocks(queries, { from: block * BLOCK, to: Math.min(block + AT_ONCE, end) * BLOCK - 1 })
  }
}

/** Of a stretch of whole blocks. */
async function tellBlocks(queries: Queries, { from, to }: Stretch): Promise<void> {
  const block = sql<number>`${sql.ref('number')} / ${sql.lit(BLOCK)}`
  await queries
    .insertInto('flow_times')
    .columns(['block', 'earliest', 'latest'])
    .expression((of) =>
      of
        .selectFrom('flows')
        .select((flow) => [
          block.as('block'),
          flow.fn.min('received_at').as('earliest'),
          flow.fn.max('received_at').as('latest'),
        ])
        .where('number', '>=', from)
        .where('number', '<=', to)
        .groupBy(block),
    )
    .onConflict((conflict) => conflict.column('block').doNothing())
    .execute()
}

async function lastNumber(queries: Queries): Promise<number> {
  const { number } = await queries
    .selectFrom('flows')
    .select((of) => of.fn.max<number | null>('number').as('number'))
    .executeTakeFirstOrThrow()
  return number ?? 0
}

async function lastBlock(queries: Queries): Promise<number> {
  const { block } = await queries
    .selectFrom('flow_times')
    .select((of) => of.fn.max<number | null>('block').as('block'))
    .executeTakeFirstOrThrow()
  return block ?? -1
}

function moved(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString()
}
