import type { FailedTry, Lane } from './ledger.ts'
import type { Database, Queries } from './tables.ts'

/** The endpoint whose lane is meant, and who wants it. */
export interface Claim {
  endpoint: string
  owner: string
}

/**
 * The lane leased to this owner, when it is free, its own already, or its lease ran out. Judged and taken in one
 * statement, so that of two that ask at once one gets it.
 */
export async function claimLane(
  database: Database,
  claim: Claim,
  leaseMs: number,
): Promise<Lane | undefined> {
  const lease = { lease_owner: claim.owner, lease_until: instant(leaseMs) }
  const row = await database
    .insertInto('lanes')
    .values({ endpoint: claim.endpoint, ...lease, tries: 0 })
    .onConflict((conflict) =>
      conflict
        .column('endpoint')
        .doUpdateSet(lease)
        .where((is) =>
          is.or([
            is('lanes.lease_owner', 'is', null),
            is('lanes.lease_owner', '=', claim.owner),
            is('lanes.lease_until', '<', instant(0)),
          ]),
        ),
    )
    .returning(['tries', 'next_at'])
    .executeTakeFirst()
  return row && { tries: row.tries, ...(row.next_at === null ? {} : { nextAt: row.next_at }) }
}

export async function renewLane(database: Database, claim: Claim, leaseMs: number): Promise<boolean> {
  const result = await database
    .updateTable('lanes')
    .set({ lease_until: instant(leaseMs) })
    .where('endpoint', '=', claim.endpoint)
    .where('lease_owner', '=', claim.owner)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function releaseLane(database: Database, claim: Claim): Promise<void> {
  await database
    .updateTable('lanes')
    .set({ lease_owner: null, lease_until: null })
    .where('endpoint', '=', claim.endpoint)
    .where('lease_owner', '=', claim.owner)
    .execute()
}

export async function laneFailed(database: Database, endpoint: string, failure: FailedTry): Promise<void> {
  await database
    .updateTable('lanes')
    .set((column) => ({
      tries: column('tries', '+', 1),
      next_at: failure.nextAt,
      last_error: failure.error,
    }))
    .where('endpoint', '=', endpoint)
    .execute()
}

/** The endpoint took something: its failed tries are over. */
export async function laneWorks(queries: Queries, endpoint: string): Promise<void> {
  await queries
    .updateTable('lanes')
    .set({ tries: 0, next_at: null, last_error: null })
    .where('endpoint', '=', endpoint)
    .where('tries', '>', 0)
    .execute()
}

function instant(inMs: number): string {
  return new Date(Date.now() + inMs).toISOString()
}
