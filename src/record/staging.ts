import type { Transaction } from 'kysely'
import { kept } from './kept-query.ts'
import { leaseState } from './lanes.ts'
import type { HiddenFile, Lease, PendingDocument, Staging } from './ledger.ts'
import { slices } from './statement-slices.ts'
import { type Database, isToSend, type Queries, type Tables } from './tables.ts'

/** The ids of those now known to lie beside their names; none when the lane is no longer this lease's to drain. */
export async function markStaged(
  transaction: Transaction<Tables>,
  { lease, documents }: { lease: Lease; documents: readonly PendingDocument[] },
  { place, mark }: Staging,
): Promise<Set<number>> {
  const staged = new Set<number>()
  if ((await leaseState(transaction, lease)) !== 'ours') return staged
  for (const slice of slices(documents)) {
    const { rows } = await stagedNow(transaction, { ids: idsOf(slice), place, mark })
    for (const { id } of rows) staged.add(id)
  }
  return staged
}

const stagedNow = kept((queries, given: Staging & { ids: readonly number[] }) =>
  queries
    .updateTable('outbox')
    .set({ staged_in: given.place, staged_as: given.mark })
    .where('id', 'in', given.ids)
    .where('staged_as', 'is', null)
    .where(isToSend)
    .returning('id'),
)

export async function markUnstaged(
  database: Database,
  lease: Lease,
  documents: readonly PendingDocument[],
): Promise<void> {
  if (documents.length === 0) return
  await database.transaction().execute(async (transaction) => {
    if ((await leaseState(transaction, lease)) === 'lost') return
    for (const slice of slices(documents)) {
      await transaction
        .updateTable('outbox')
        .set({ staged_in: null, staged_as: null })
        .where('id', 'in', idsOf(slice))
        .where(isToSend)
        .execute()
    }
  })
}

function idsOf(documents: readonly PendingDocument[]): number[] {
  return documents.map((document) => document.id)
}

/**
 * Of these hidden files, those nobody will give a name: of documents sent since, or staged under another mark. None when
 * the lane is lost: they may be its next owner's, who has not told the record yet.
 */
export async function strays(
  database: Database,
  lease: Lease,
  hidden: readonly HiddenFile[],
): Promise<HiddenFile[]> {
  return database.transaction().execute(async (transaction) => {
    if ((await leaseState(transaction, lease)) === 'lost') return []
    const found: HiddenFile[] = []
    for (const slice of slices(hidden)) found.push(...(await straysOf(transaction, lease, slice)))
    return found
  })
}

/** Several lanes may end in one folder: what is another lane's is left to it. A document the record no longer has is nobody's. */
async function straysOf(
  queries: Queries,
  { endpoint }: Lease,
  hidden: readonly HiddenFile[],
): Promise<HiddenFile[]> {
  const ids = hidden.map(({ id }) => id)
  const rows = await queries
    .selectFrom('outbox')
    .select(['id', 'endpoint', 'state', 'staged_as'])
    .where('id', 'in', ids)
    .execute()
  const known = new Map(rows.map((row) => [row.id, row]))
  return hidden.filter(({ id, mark }) => {
    const row = known.get(id)
    if (row === undefined) return true
    return row.endpoint === endpoint && (row.state !== 'pending' || row.staged_as !== mark)
  })
}
