import { type RawBuilder, sql } from 'kysely'
import { slices } from './statement-slices.ts'
import type { Queries } from './tables.ts'

/** As its indexes are written (migrations/0003-retention.ts): they are used only when they see this very expression. */
const headOf = (table: 'flows' | 'outbox' | 'deposits'): RawBuilder<string> =>
  sql<string>`substr(${sql.ref(`${table}.sha256`)}, 1, 8)`
const HEAD = 8

/**
 * Those of these documents that the record refers to: a deposit, a version of it, a document that was or will be sent, a
 * kept slice, each of a flow whose documents have not expired, or what runs were judged by. Documents that only a kept
 * slice refers to are not known here: they belong to one flow, and leave with its slices.
 */
export async function referred(queries: Queries, hashes: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const slice of slices(hashes)) {
    const heads = [...new Set(slice.map((hash) => hash.slice(0, HEAD)))]
    for (const ask of PLACES) {
      for (const { sha256 } of await ask(queries, slice, heads)) found.add(sha256)
    }
  }
  return found
}

type Place = (
  queries: Queries,
  hashes: readonly string[],
  heads: readonly string[],
) => Promise<{ sha256: string }[]>

const PLACES: readonly Place[] = [
  (queries, hashes, heads) =>
    queries
      .selectFrom('flows')
      .select('flows.sha256')
      .where(headOf('flows'), 'in', heads)
      .where('flows.sha256', 'in', hashes)
      .where('flows.documents_expired_at', 'is', null)
      .execute(),
  (queries, hashes, heads) =>
    queries
      .selectFrom('outbox')
      .innerJoin('flows', 'flows.number', 'outbox.flow')
      .select('outbox.sha256')
      .where(headOf('outbox'), 'in', heads)
      .where('outbox.sha256', 'in', hashes)
      .where('flows.documents_expired_at', 'is', null)
      .execute(),
  (queries, hashes, heads) =>
    queries
      .selectFrom('deposits')
      .innerJoin('flows', 'flows.number', 'deposits.flow')
      .select('deposits.sha256')
      .where(headOf('deposits'), 'in', heads)
      .where('deposits.sha256', 'in', hashes)
      .where('flows.documents_expired_at', 'is', null)
      .execute(),
  async (queries, hashes) => {
    const rows = await queries.selectFrom('slices').select('result').where('result', 'in', hashes).execute()
    return rows.flatMap(({ result }) => (result === null ? [] : [{ sha256: result }]))
  },
  (queries, hashes) =>
    queries.selectFrom('versions').select('sha256').where('sha256', 'in', hashes).execute(),
]
