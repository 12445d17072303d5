import { event, now } from './events.ts'
import type { Database, Queries } from './tables.ts'

/** A corrected file for a flow; its bytes are in the archive. */
export interface Correction {
  sha256: string
  /** Bytes. */
  size: number
  author: string
  reason: string
}

/**
 * Why a flow takes no correction. `several-sent`: it holds several invoices and some were sent; which of the corrected
 * file's they are cannot be told by their places, so that the correction is to be deposited as a flow of its own.
 */
export type CorrectionRefusal = 'unknown' | 'pending' | 'expired' | 'several-sent'

export interface Corrections {
  /** The version the corrected file is from now on what the flow's next run reads; what was there is kept. */
  correct(flow: number, correction: Correction): Promise<{ version: number } | { refusal: CorrectionRefusal }>
}

export function correctionsOn(database: Database): Corrections {
  return { correct: (flow, correction) => correct(database, flow, correction) }
}

/** The same file given again is the version it became. */
function correct(database: Database, flow: number, correction: Correction) {
  return database.transaction().execute(async (transaction) => {
    const found = await transaction
      .selectFrom('flows')
      .select(['run', 'state', 'version', 'sha256', 'documents_expired_at'])
      .where('number', '=', flow)
      .executeTakeFirst()
    if (found === undefined) return { refusal: 'unknown' as const }
    const inForce = found.version === 0 ? found.sha256 : await hashOf(transaction, flow, found.version)
    if (inForce === correction.sha256) return { version: found.version }
    if (found.state === 'received' || found.state === 'processing') return { refusal: 'pending' as const }
    if (found.documents_expired_at !== null) return { refusal: 'expired' as const }
    if (await hasSeveralSent(transaction, flow)) return { refusal: 'several-sent' as const }
    const at = now()
    const version = (await lastVersion(transaction, flow)) + 1
    const { author, reason, sha256, size } = correction
    await transaction
      .insertInto('deposits')
      .values({ flow, version, at, ...correction })
      .execute()
    await transaction.updateTable('flows').set({ version }).where('number', '=', flow).execute()
    const head = { flow, run: found.run, at, kind: 'corrected' as const }
    await transaction
      .insertInto('events')
      .values(event(head, { author, reason, version, sha256, size }))
      .execute()
    return { version }
  })
}

async function hashOf(queries: Queries, flow: number, version: number): Promise<string> {
  const { sha256 } = await queries
    .selectFrom('deposits')
    .select('sha256')
    .where('flow', '=', flow)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  return sha256
}

async function lastVersion(queries: Queries, flow: number): Promise<number> {
  const { last } = await queries
    .selectFrom('deposits')
    .select((of) => of.fn.max('version').as('last'))
    .where('flow', '=', flow)
    .executeTakeFirstOrThrow()
  return last ?? 0
}

async function hasSeveralSent(queries: Queries, flow: number): Promise<boolean> {
  const invoices = queries.selectFrom('invoices').select('invoice_index').where('flow', '=', flow).limit(1)
  const sent = await invoices.where('pivot_name', 'is not', null).executeTakeFirst()
  const beyondFirst = await invoices.where('invoice_index', '>', 0).executeTakeFirst()
  return sent !== undefined && beyondFirst !== undefined
}
