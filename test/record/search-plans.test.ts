import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { type CompiledQuery, type KyselyPlugin, SqliteQueryCompiler } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { fillRecord } from '../../bench/fill-record.ts'
import { filteredPages, plainQuestions, worstPages } from '../../bench/search-questions.ts'
import { connect } from '../../src/record/connect.ts'
import { flowsNamed } from '../../src/record/named-flows.ts'
import { searchOn } from '../../src/record/search.ts'

const FLOWS = 3_000
const folder = mkdtempSync(join(tmpdir(), 'ecluse-plans-'))
const file = join(folder, 'ecluse.sqlite')
afterAll(() => rmSync(folder, { recursive: true }))

/** Keeps what goes through, each text once. */
class Overheard implements KyselyPlugin {
  readonly queries = new Map<string, CompiledQuery>()
  readonly #compiler = new SqliteQueryCompiler()

  transformQuery({ node, queryId }: Parameters<KyselyPlugin['transformQuery']>[0]) {
    const query = this.#compiler.compileQuery(node, queryId)
    this.queries.set(query.sql, query)
    return node
  }

  transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]) {
    return Promise.resolve(result)
  }
}

test('no search reads a whole table, whatever is looked for', async () => {
  await fillRecord({ file }, { flows: FLOWS, thin: 100 })
  const overheard = new Overheard()
  await using database = await connect({ file })
  const queries = database.withPlugin(overheard)
  const search = searchOn(queries)
  for (const { filters } of [...plainQuestions(FLOWS, 2), ...filteredPages(FLOWS, 2), ...worstPages()]) {
    for (const filter of filters) {
      await search.page(filter, { limit: 20 })
      await search.count(filter, { atMost: 100 })
    }
  }
  await flowsNamed(queries, 'FSO1100A_OP0000_OP00001100000000000000042')
  const all = [...overheard.queries.values()]
  expect(all.flatMap(scansOf)).toEqual([])
  expect(all.filter(isList).flatMap(notCovered)).toEqual([])
  expect(overheard.queries.size).toBeGreaterThan(50)
}, 120_000)

test('a question without an index is told apart', () => {
  const query = { sql: 'select count(*) from flows where size > ?', parameters: [1] }
  expect(scansOf(query as unknown as CompiledQuery)).toEqual([
    'SCAN flows: select count(*) from flows where size > ?',
  ])
})

/** Tables that are as long as the record is old. */
const LONG = /^SCAN (flows|invoices|flow_faults|runs|events|outbox|latest)\b/

/** What SQLite means to read from one end to the other. */
function scansOf(query: CompiledQuery): string[] {
  return planOf(query)
    .filter((detail) => LONG.test(detail))
    .map((detail) => `${detail}: ${query.sql}`)
}

/** It counts off entries of a list. */
function isList({ sql }: CompiledQuery): boolean {
  return /limit 1 offset \?\s*$/.test(sql)
}

/** Whatever is not read from an index alone, by the value looked for and the flow's number; flows that wait are few. */
function notCovered(query: CompiledQuery): string[] {
  const isCovered = (detail: string) => /COVERING INDEX \w+ \(.+=\? AND (flow|number)>\?/.test(detail)
  return planOf(query)
    .filter((detail) => !isCovered(detail) && !detail.includes('INDEX flows_pending'))
    .map((detail) => `${detail}: ${query.sql}`)
}

function planOf({ sql, parameters }: CompiledQuery): string[] {
  const database = new Sqlite(file, { readonly: true })
  const plan = database.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...parameters)
  database.close()
  return plan.map(({ detail }) => detail)
}
