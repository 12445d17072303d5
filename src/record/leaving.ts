import type { Transaction } from 'kysely'
import { now } from './events.ts'
import { slices } from './statement-slices.ts'
import { type Database, isPendingFlow, type Queries, type Tables } from './tables.ts'

/**
 * Puts these documents down as leaving; one that is put down already stays as it was. In one order, so that two that do
 * this at once never wait for each other in a circle.
 */
export async function putDown(
  transaction: Transaction<Tables>,
  documents: readonly { sha256: string; flow: number }[],
): Promise<void> {
  const since = now()
  const flowOf = new Map(documents.map(({ sha256, flow }) => [sha256, flow]))
  const rows = [...flowOf].map(([sha256, flow]) => ({ sha256, flow, since, aside_at: null }))
  for (const slice of slices(rows.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)))) {
    await transaction
      .insertInto('leaving')
      .values(slice)
      .onConflict((conflict) => conflict.column('sha256').doNothing())
      .execute()
  }
}

export async function leaving(queries: Queries, limit: number): Promise<string[]> {
  const rows = await ofQuietFlows(queries).where('aside_at', 'is', null).limit(limit).execute()
  return rows.map((row) => row.sha256)
}

export async function asideBefore(queries: Queries, before: string, limit: number): Promise<string[]> {
  const rows = await ofQuietFlows(queries).where('aside_at', '<', before).limit(limit).execute()
  return rows.map((row) => row.sha256)
}

/** A run of a flow may put again what an earlier run of it left behind, long before the record refers to it. */
function ofQuietFlows(queries: Queries) {
  return queries
    .selectFrom('leaving')
    .innerJoin('flows', 'flows.number', 'leaving.flow')
    .select('leaving.sha256')
    .where((is) => is.not(isPendingFlow))
}

export async function mark(
  database: Database,
  hashes: readonly string[],
  as: 'aside' | 'back',
): Promise<void> {
  const at = now()
  for (const slice of slices(hashes)) {
    await database
      .updateTable('leaving')
      .set(as === 'aside' ? { aside_at: at } : { aside_at: null, since: at })
      .where('sha256', 'in', slice)
      .execute()
  }
}

export async function forget(database: Database, hashes: readonly string[]): Promise<void> {
  for (const slice of slices(hashes)) {
    await database.deleteFrom('leaving').where('sha256', 'in', slice).execute()
  }
}
