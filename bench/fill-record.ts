import { parseArgs } from 'node:util'
import type { RecordAt } from '../src/record/connect.ts'
import type { Engine } from '../src/record/engine.ts'
import { searchIndexes } from '../src/record/migrations/0005-search.ts'
import { MIGRATIONS, migrate } from '../src/record/migrations.ts'
import { openPostgres, postgresEngine } from '../src/record/postgres.ts'
import { openSqlite, sqliteEngine } from '../src/record/sqlite.ts'
import type { Database } from '../src/record/tables.ts'
import { type InventedFlow, inventedFlow } from './invented-flows.ts'
import type { Row } from './invented-invoices.ts'
import { openSink, type RecordSink } from './record-sink.ts'

/** Flows put at once. */
const BATCH = 5_000

export interface Fill {
  flows: number
  /** One flow in so many has rows in the tables no search reads: 1 for all of them. */
  thin: number
}

/** What a fill took, in seconds. */
export interface Filled {
  rows: number
  indexes: number
}

/**
 * A record of so many invented flows, the same every time, made by the project's own migrations: rows first, then the
 * indexes of search, as in a record that had them added late.
 */
export async function fillRecord(record: RecordAt, { flows, thin }: Fill): Promise<Filled> {
  const [database, engine] = opened(record)
  try {
    const before = MIGRATIONS.indexOf(searchIndexes)
    await migrate(database, engine, before)
    const begun = performance.now()
    await using sink = await openSink(record)
    for (let from = 1; from <= flows; from += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, flows + 1 - from) }, (_, index) =>
        inventedFlow(from + index, flows),
      )
      await putFlows(sink, batch, thin)
      tell(`${Math.min(from + BATCH - 1, flows)} flows`, begun)
    }
    const indexing = performance.now()
    await migrate(database, engine)
    tell('indexes', indexing)
    await sink.settle()
    return { rows: (indexing - begun) / 1000, indexes: (performance.now() - indexing) / 1000 }
  } finally {
    await database.destroy()
  }
}

async function putFlows(sink: RecordSink, batch: readonly InventedFlow[], thin: number): Promise<void> {
  const whole = batch.filter(({ flow }) => (flow['number'] as number) % thin === 0)
  const tables: [string, Row[]][] = [
    ['flows', batch.map(({ flow }) => flow)],
    ['invoices', batch.flatMap(({ invoices }) => invoices)],
    ['flow_faults', batch.flatMap(({ codes }) => codes)],
    ['runs', whole.flatMap(({ runs }) => runs)],
    ['events', whole.flatMap(({ events }) => events)],
    ['outbox', whole.flatMap(({ outbox }) => outbox)],
    ['accepted_keys', whole.flatMap(({ keys }) => keys)],
  ]
  for (const [table, rows] of tables) if (rows.length > 0) await sink.put(table, rows)
}

function opened(record: RecordAt): [Database, Engine] {
  return 'url' in record
    ? [openPostgres(record.url, { patient: true }), postgresEngine]
    : [openSqlite(record.file), sqliteEngine]
}

function tell(what: string, since: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r${what}, ${((performance.now() - since) / 1000).toFixed(0)} s  `)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      file: { type: 'string' },
      url: { type: 'string' },
      flows: { type: 'string', default: '1000000' },
      thin: { type: 'string', default: '1' },
    },
  })
  const record = values.url === undefined ? { file: values.file ?? 'bench.sqlite' } : { url: values.url }
  const took = await fillRecord(record, { flows: Number(values.flows), thin: Number(values.thin) })
  process.stdout.write(`rows ${took.rows.toFixed(0)} s, indexes ${took.indexes.toFixed(0)} s\n`)
}
