import type { Queries } from './tables.ts'
import { nameTerms } from './text-terms.ts'

/** The flows of this name, or of this flow identifier, the newest first; each question on an index of its own. */
export async function flowsNamed(queries: Queries, name: string): Promise<number[]> {
  const found = new Set<number>()
  for (const { holds } of nameTerms(name)) {
    const rows = await queries.selectFrom('flows').select('number').where(holds).execute()
    for (const row of rows) found.add(row.number)
  }
  return [...found].toSorted((a, b) => b - a)
}
