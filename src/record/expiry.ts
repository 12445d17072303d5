import type { AgeRuleName } from './retention.ts'
import type { Queries } from './tables.ts'

/** What a flow lost to retention. */
export interface Expiry {
  /** `record`: all but the flow itself; its documents went before. */
  what: 'documents' | 'record'
  /** ISO 8601 UTC. */
  at: string
  rule: AgeRuleName
  /** What the rule said then; absent where the record does not hold it any more. */
  days?: number
}

/** The detail of an `expired` event. */
export interface ExpiredDetail {
  what: 'documents'
  rule: AgeRuleName
  days: number
  /** How many documents the flow had. */
  documents: number
}

export async function expiryOf(queries: Queries, flow: number): Promise<Expiry | undefined> {
  const row = await queries
    .selectFrom('flows')
    .select(['documents_expired_at', 'expired_at'])
    .where('number', '=', flow)
    .executeTakeFirst()
  if (row === undefined || row.documents_expired_at === null) return undefined
  if (row.expired_at !== null) return { what: 'record', at: row.expired_at, rule: 'recordsDays' }
  const { detail } = await queries
    .selectFrom('events')
    .select('detail')
    .where('flow', '=', flow)
    .where('kind', '=', 'expired')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const { rule, days } = JSON.parse(detail) as ExpiredDetail
  return { what: 'documents', at: row.documents_expired_at, rule, days }
}
