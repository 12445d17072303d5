import Sqlite from 'better-sqlite3'
import { Client, TypeOverrides, types } from 'pg'
import type { RecordNote, World } from './notes.ts'

/** The rows of the record this needs, as plain SQL finds them; whole numbers are numbers on either engine. */
export interface Record {
  flows: Flow[]
  runs: Run[]
  invoices: Invoice[]
  events: Event[]
  outbox: Outgoing[]
  /** The engine gives event numbers without gaps, so that a gap is a row removed. */
  isWithoutGaps: boolean
}

export interface Flow {
  number: number
  name: string
  depositor: string
  sha256: string
  size: number
  state: string
  run: number
  received_at: string
}

export interface Run {
  flow: number
  run: number
  state: string | null
  ended_at: string | null
  again: number
}

export interface Invoice {
  flow: number
  run: number
  invoice_index: number
  number: string | null
  supplier_id: string | null
  accepted: number
  id_cpro: string | null
  pivot_name: string | null
  delivered_run: number | null
}

export interface Event {
  id: number
  flow: number
  run: number
  at: string
  kind: string
  detail: string
}

export interface Outgoing {
  id: number
  endpoint: string
  flow: number
  run: number
  kind: string
  name: string
  sha256: string
  size: number
  state: string
}

const QUERIES = {
  flows: 'select number, name, depositor, sha256, size, state, run, received_at from flows order by number',
  runs: 'select flow, run, state, ended_at, again from runs order by flow, run',
  invoices: `select flow, run, invoice_index, number, supplier_id, accepted, id_cpro, pivot_name, delivered_run
             from invoices order by flow, run, invoice_index`,
  events: 'select id, flow, run, at, kind, detail from events order by id',
  outbox: 'select id, endpoint, flow, run, kind, name, sha256, size, state from outbox order by id',
} as const

type Ask = (sql: string) => Promise<unknown[]>

export async function readRecord(world: World): Promise<Record> {
  await using asking = await open(world.note.record, world)
  const rows = async <T>(query: keyof typeof QUERIES) => (await asking.ask(QUERIES[query])) as T[]
  return {
    flows: await rows<Flow>('flows'),
    runs: await rows<Run>('runs'),
    invoices: await rows<Invoice>('invoices'),
    events: await rows<Event>('events'),
    outbox: await rows<Outgoing>('outbox'),
    isWithoutGaps: 'sqlite' in world.note.record,
  }
}

async function open(at: RecordNote, world: World): Promise<AsyncDisposable & { ask: Ask }> {
  if ('sqlite' in at) {
    const file = new Sqlite(world.path(at.sqlite), { readonly: true })
    return {
      ask: (sql) => Promise.resolve(file.prepare(sql).all()),
      async [Symbol.asyncDispose]() {
        file.close()
        await Promise.resolve()
      },
    }
  }
  // A bigint comes as text; those of the record are far below what a number holds.
  const numbers = new TypeOverrides()
  numbers.setTypeParser(types.builtins.INT8, Number)
  const client = new Client({ connectionString: at.postgres, types: numbers })
  await client.connect()
  return {
    ask: async (sql) => (await client.query<object>(sql)).rows,
    [Symbol.asyncDispose]: () => client.end(),
  }
}
