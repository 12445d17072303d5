import { sql } from 'kysely'
import { eitherList, type FlowList, indexedList, type Listed, numberList } from './flow-lists.ts'
import type { Stretch } from './flow-times.ts'
import type { Queries } from './tables.ts'
import { type TextTerm, textTerms } from './text-terms.ts'

/** So many entries of one term are few enough to be put in order here. */
const FEW = 2_000

/**
 * The flows of this stretch that a text finds, as a list; `undefined` when a beginning is that of so many names or
 * numbers that their flows are better looked for among all.
 */
export async function textList(
  queries: Queries,
  text: string,
  stretch: Stretch,
): Promise<FlowList | undefined> {
  const few = new Set<number>()
  const many: FlowList[] = []
  for (const term of textTerms(text)) {
    const flows = await flowsOf(queries, term, stretch)
    if (flows.length <= FEW) for (const flow of flows) few.add(flow)
    else if (term.isOneValue) many.push(indexedList(queries, term))
    else return undefined
  }
  return eitherList([numberList([...few]), ...many])
}

/** All flows that a text finds, however many, each term on its index. */
export function allOfText(text: string): Listed {
  const each = textTerms(text).map(
    ({ table, holds }) => sql`select ${keyOf(table)} as flow from ${sql.table(table)} where ${holds}`,
  )
  return sql<{ flow: number }>`(${sql.join(each, sql` union `)})`.as('listed')
}

/** One more than few at most, an invoice's flow as often as it has such invoices. */
async function flowsOf(queries: Queries, term: TextTerm, { from, to }: Stretch): Promise<number[]> {
  const key = keyOf(term.table)
  const ofStretch = sql`${key} >= ${from} and ${key} <= ${to}`
  // Ordered as the index is, so that no engine thinks of reading the table instead.
  const { rows } = await sql<{ flow: number }>`
    select ${key} as flow from ${sql.table(term.table)} where ${term.holds} and ${ofStretch}
    order by ${sql.ref(`${term.table}.${term.column}`)}, ${key} limit ${FEW + 1}
  `.execute(queries)
  return rows.map((row) => row.flow)
}

function keyOf(table: TextTerm['table']) {
  return sql.ref(table === 'flows' ? 'flows.number' : 'invoices.flow')
}
