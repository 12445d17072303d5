import { sql, type Transaction } from 'kysely'
import { event, insertEvents, now } from './events.ts'
import { kept } from './kept-query.ts'
import { heldLanes, laneWorks, leaseState } from './lanes.ts'
import type { FailedTry, Lease, PendingDocument, SentDocument } from './ledger.ts'
import { slices } from './statement-slices.ts'
import { type Database, isToSend, type Queries, type Tables } from './tables.ts'

export async function pendingEndpoints(queries: Queries): Promise<string[]> {
  const rows = await queries
    .selectFrom('outbox')
    .select('endpoint')
    .distinct()
    .where(isToSend)
    .where('endpoint', 'not in', heldLanes(queries))
    .execute()
  return rows.map((row) => row.endpoint)
}

export async function pendingDocuments(
  queries: Queries,
  endpoint: string,
  limit: number,
): Promise<PendingDocument[]> {
  const { rows } = await documentsDue(queries, { endpoint, now: now(), limit })
  return rows.map(({ staged_in: place, staged_as: mark, ...row }) =>
    place === null || mark === null ? row : { ...row, staged: { place, mark } },
  )
}

const documentsDue = kept((queries, given: { endpoint: string; now: string; limit: number }) =>
  queries
    .selectFrom('outbox')
    .select(['id', 'flow', 'run', 'kind', 'name', 'sha256', 'size', 'tries', 'staged_in', 'staged_as'])
    .where('endpoint', '=', given.endpoint)
    .where(isToSend)
    .where((is) => is.or([is('next_at', 'is', null), is('next_at', '<=', given.now)]))
    .orderBy('id')
    .limit(given.limit),
)

export async function nextDue(queries: Queries, endpoint: string): Promise<string | undefined> {
  const [row] = (await firstDue(queries, { endpoint })).rows
  return row && (row.due === '' ? now() : row.due)
}

const firstDue = kept((queries, { endpoint }: { endpoint: string }) =>
  queries
    .selectFrom('outbox')
    .select((column) => column.fn.coalesce('next_at', sql.lit('')).as('due'))
    .where('endpoint', '=', endpoint)
    .where(isToSend)
    .orderBy('due')
    .limit(sql.lit(1)),
)

export async function markSent(
  transaction: Transaction<Tables>,
  endpoint: string,
  documents: readonly SentDocument[],
): Promise<void> {
  const at = now()
  for (const slice of slices(documents)) await sent(transaction, slice, at)
  await laneWorks(transaction, endpoint)
}

/** Only those still pending get the event: two lanes that sent the same document leave one trace. */
async function sent(
  transaction: Transaction<Tables>,
  documents: readonly SentDocument[],
  at: string,
): Promise<void> {
  const { rows: changed } = await sentNow(transaction, { ids: documents.map(({ id }) => id), at })
  const ids = new Set(changed.map((row) => row.id))
  const events = documents
    .filter((document) => ids.has(document.id))
    .map(({ flow, run, kind, name, recognised }) =>
      event({ flow, run, at, kind: 'sent' }, { document: kind, name, ...(recognised ? { recognised } : {}) }),
    )
  if (events.length > 0) await insertEvents(transaction, { rows: events })
}

const sentNow = kept((queries, { ids, at }: { ids: readonly number[]; at: string }) =>
  queries
    .updateTable('outbox')
    .set({ state: 'sent', staged_in: null, staged_as: null, sent_at: at, next_at: null, last_error: null })
    .where('id', 'in', ids)
    .where(isToSend)
    .returning('id'),
)

export async function markTried(
  database: Database,
  { lease, document }: { lease: Lease; document: PendingDocument },
  failure: FailedTry,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    if ((await leaseState(transaction, lease)) === 'lost') return
    const result = await transaction
      .updateTable('outbox')
      .set((column) => ({
        tries: column('tries', '+', 1),
        next_at: failure.nextAt,
        last_error: failure.error,
      }))
      .where('id', '=', document.id)
      .where(isToSend)
      .executeTakeFirst()
    if (result.numUpdatedRows === 0n) return
    const { flow, run, kind, name } = document
    const head = { flow, run, at: now(), kind: 'send-failed' as const }
    const detail = { document: kind, name, error: failure.error }
    await transaction.insertInto('events').values(event(head, detail)).execute()
  })
}
