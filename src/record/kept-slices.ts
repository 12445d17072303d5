import { putDown } from './leaving.ts'
import { type Database, isPendingFlow, type Queries } from './tables.ts'

/** What the slices of a flow's runs left in the archive. */
export interface KeptSlices {
  flow: number
  /** Hashes of what each slice came to; the documents these name are in the archive too. */
  results: string[]
}

export async function usedSlices(queries: Queries, before: string, limit: number): Promise<KeptSlices[]> {
  const flows = queries
    .selectFrom('slices')
    .innerJoin('flows', 'flows.number', 'slices.flow')
    .select('slices.flow')
    .distinct()
    .where((is) => is.not(isPendingFlow))
    .where('flows.settled_at', '<', before)
    .limit(limit)
  const rows = await queries
    .selectFrom('slices')
    .select(['flow', 'result'])
    .where('flow', 'in', flows)
    .execute()
  const byFlow = Map.groupBy(rows, (row) => row.flow)
  return [...byFlow].map(([flow, kept]) => ({
    flow,
    results: kept.flatMap(({ result }) => (result === null ? [] : [result])),
  }))
}

export async function dropSlices(
  database: Database,
  flow: number,
  documents: readonly string[],
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('slices')
      .where('flow', '=', flow)
      .where('flow', 'not in', (of) => of.selectFrom('flows').select('number').where(isPendingFlow))
      .executeTakeFirst()
    if (numDeletedRows === 0n) return
    await putDown(
      transaction,
      documents.map((sha256) => ({ sha256, flow })),
    )
  })
}
