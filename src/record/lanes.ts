import { sql, type Transaction, type UpdateQueryBuilder, type UpdateResult } from 'kysely'
import type { Engine } from './engine.ts'
import { kept } from './kept-query.ts'
import type { FailedTry, Lane, Lease, LeaseState } from './ledger.ts'
import { type Database, isAsked, type Queries, type Tables } from './tables.ts'

/** The endpoint whose lane is meant, and who wants it. */
export interface Claim {
  endpoint: string
  owner: string
}

/** A database, and what tells the time there: the clocks of the machines that share it may differ. */
export interface Timed {
  database: Database
  engine: Engine
}

/** A transaction, and what tells the time in it. */
export interface TimedTransaction {
  transaction: Transaction<Tables>
  engine: Engine
}

/**
 * The lane leased to this owner, when it is free, its own already, or its lease ran out. Looked at, then taken if nobody
 * took it since: of two that ask at once one gets it.
 */
export async function claimLane(
  { transaction, engine }: TimedTransaction,
  { endpoint, owner }: Claim,
  leaseMs: number,
): Promise<Lane | 'taken' | 'held'> {
  const found = (await laneOf(transaction, endpoint)) ?? (await madeLane(transaction, endpoint))
  if (found.held_at !== null) return 'held'
  const term = found.lease_term + 1
  const { lease_term } = found
  const claim = { endpoint, owner, leaseMs, lease_term, term }
  const result = await take(transaction, claim, engine)
  if ((result.numAffectedRows ?? 0n) === 0n) return 'taken'
  return {
    lease: { endpoint, owner, term },
    tries: found.tries,
    ...(found.next_at === null ? {} : { nextAt: found.next_at }),
    isAsked: found.asked === 1,
    isLeftOpen: found.lease_owner !== null || found.tries > 0,
  }
}

/** Free, its own already, or run out; unless somebody took it since it was looked at. */
const take = kept(
  (queries, given: Claim & { leaseMs: number; lease_term: number; term: number }, engine: Engine) =>
    queries
      .updateTable('lanes')
      .set({ lease_owner: given.owner, lease_until: engine.fromNow(given.leaseMs) })
      .set({ lease_term: given.term, asked: 0 })
      .where('endpoint', '=', given.endpoint)
      .where('lease_term', '=', given.lease_term)
      .where('held_at', 'is', null)
      .where((is) =>
        is.or([
          is('lease_owner', 'is', null),
          is('lease_owner', '=', given.owner),
          is('lease_until', '<', engine.fromNow(0)),
        ]),
      ),
)

async function laneOf(queries: Queries, endpoint: string) {
  return (await oneLane(queries, { endpoint })).rows[0]
}

const oneLane = kept((queries, { endpoint }: { endpoint: string }) =>
  queries
    .selectFrom('lanes')
    .select(['lease_owner', 'lease_term', 'tries', 'next_at', 'held_at', 'asked'])
    .where('endpoint', '=', endpoint),
)

async function madeLane(queries: Queries, endpoint: string) {
  await makeLane(queries, endpoint)
  const made = await laneOf(queries, endpoint)
  if (made === undefined) throw new Error(`the record has no lane ${endpoint}`)
  return made
}

/** The lane is in the record after this. */
export async function makeLane(queries: Queries, endpoint: string): Promise<void> {
  await queries
    .insertInto('lanes')
    .values({ endpoint, tries: 0 })
    .onConflict((conflict) => conflict.column('endpoint').doNothing())
    .execute()
}

export async function renewLane(
  { transaction, engine }: TimedTransaction,
  lease: Lease,
  leaseMs: number,
): Promise<LeaseState> {
  return stateIn((await renewed(transaction, { lease, leaseMs }, engine)).rows)
}

const renewed = kept((queries, { lease, leaseMs }: { lease: Lease; leaseMs: number }, engine: Engine) =>
  ofLease(queries.updateTable('lanes').set({ lease_until: engine.fromNow(leaseMs) }), lease).returning(
    'held_at',
  ),
)

/**
 * Whose lane it is, until the end of this transaction: nobody takes it, and support does not hold it back, before that.
 */
export async function leaseState(transaction: Queries, lease: Lease): Promise<LeaseState> {
  return stateIn((await touched(transaction, lease)).rows)
}

const touched = kept((queries, lease: Lease) =>
  ofLease(queries.updateTable('lanes').set({ lease_owner: lease.owner }), lease).returning('held_at'),
)

function stateIn([row]: readonly { held_at: string | null }[]): LeaseState {
  if (row === undefined) return 'lost'
  return row.held_at === null ? 'ours' : 'held'
}

type LaneUpdate = UpdateQueryBuilder<Tables, 'lanes', 'lanes', UpdateResult>

function ofLease(update: LaneUpdate, { endpoint, owner, term }: Lease): LaneUpdate {
  return update
    .where('endpoint', '=', endpoint)
    .where('lease_owner', '=', owner)
    .where('lease_term', '=', term)
}

export async function releaseLane(transaction: Queries, lease: Lease): Promise<void> {
  await released(transaction, lease)
}

const released = kept((queries, lease: Lease) =>
  ofLease(queries.updateTable('lanes').set({ lease_owner: null, lease_until: null }), lease),
)

export async function laneFailed(database: Database, lease: Lease, failure: FailedTry): Promise<void> {
  const failed = database.updateTable('lanes').set((column) => ({
    tries: column('tries', '+', 1),
    next_at: failure.nextAt,
    last_error: failure.error,
  }))
  await ofLease(failed, lease).execute()
}

/** The endpoint took something: its failed tries are over. */
export async function laneWorks(queries: Queries, endpoint: string): Promise<void> {
  await triesOver(queries, { endpoint })
}

const triesOver = kept((queries, { endpoint }: { endpoint: string }) =>
  queries
    .updateTable('lanes')
    .set({ tries: 0, next_at: null, last_error: null })
    .where('endpoint', '=', endpoint)
    .where('tries', '>', sql.lit(0)),
)

/** To be asked within a query: the endpoints support holds back. */
export function heldLanes(queries: Queries) {
  return queries.selectFrom('lanes').select('endpoint').where('held_at', 'is not', null)
}

export async function askedLanes(queries: Queries): Promise<string[]> {
  const rows = await queries
    .selectFrom('lanes')
    .select('endpoint')
    .where(isAsked)
    .where('held_at', 'is', null)
    .execute()
  return rows.map((row) => row.endpoint)
}
