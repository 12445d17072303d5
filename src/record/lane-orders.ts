import type { Transaction } from 'kysely'
import { now } from './events.ts'
import { makeLane } from './lanes.ts'
import { slices } from './statement-slices.ts'
import { type Database, isToSend, type LaneActRow, type Tables } from './tables.ts'

/** Which lanes, who wants it and why. */
export interface LaneOrder {
  endpoints: readonly string[]
  author: string
  reason: string
}

type Kind = LaneActRow['kind']

/** Nothing more leaves these lanes. Gives those that were not held yet: of two who hold one, the first is remembered. */
export function hold(database: Database, order: LaneOrder): Promise<string[]> {
  const held = { held_by: order.author, held_at: now(), held_reason: order.reason, asked: 0 }
  return each(database, { order, kind: 'held' }, async (transaction, endpoint) => {
    await makeLane(transaction, endpoint)
    const { numUpdatedRows } = await transaction
      .updateTable('lanes')
      .set(held)
      .where('endpoint', '=', endpoint)
      .where('held_at', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  })
}

/** Gives those that were held. */
export function release(database: Database, order: LaneOrder): Promise<string[]> {
  return each(database, { order, kind: 'released' }, async (transaction, endpoint) => {
    const { numUpdatedRows } = await transaction
      .updateTable('lanes')
      .set({ held_by: null, held_at: null, held_reason: null, asked: 1 })
      .where('endpoint', '=', endpoint)
      .where('held_at', 'is not', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  })
}

/** They, and all that waits in them, may be tried now. Gives those that are not held. */
export function retry(database: Database, order: LaneOrder): Promise<string[]> {
  return each(database, { order, kind: 'retried' }, async (transaction, endpoint) => {
    await makeLane(transaction, endpoint)
    const { numUpdatedRows } = await transaction
      .updateTable('lanes')
      .set({ next_at: null, asked: 1 })
      .where('endpoint', '=', endpoint)
      .where('held_at', 'is', null)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return false
    await transaction
      .updateTable('outbox')
      .set({ next_at: null })
      .where('endpoint', '=', endpoint)
      .where(isToSend)
      .where('next_at', 'is not', null)
      .execute()
    return true
  })
}

/** All of it, and what is remembered of it, in one transaction; in one order, so that no two wait for each other in a circle. */
async function each(
  database: Database,
  { order, kind }: { order: LaneOrder; kind: Kind },
  change: (transaction: Transaction<Tables>, endpoint: string) => Promise<boolean>,
): Promise<string[]> {
  return database.transaction().execute(async (transaction) => {
    const changed: string[] = []
    for (const endpoint of [...new Set(order.endpoints)].toSorted()) {
      if (await change(transaction, endpoint)) changed.push(endpoint)
    }
    await remember(transaction, { ...order, endpoints: changed }, kind)
    return changed
  })
}

async function remember(
  transaction: Transaction<Tables>,
  { endpoints, author, reason }: LaneOrder,
  kind: Kind,
): Promise<void> {
  const at = now()
  for (const slice of slices(endpoints)) {
    const waiting = await transaction
      .selectFrom('outbox')
      .select((of) => ['endpoint', of.fn.countAll().as('documents')])
      .where('endpoint', 'in', slice)
      .where(isToSend)
      .groupBy('endpoint')
      .execute()
    const counts = new Map(waiting.map((row) => [row.endpoint, Number(row.documents)]))
    const rows = slice.map((endpoint) => {
      return { endpoint, at, kind, author, reason, documents: counts.get(endpoint) ?? 0 }
    })
    await transaction.insertInto('lane_acts').values(rows).execute()
  }
}
