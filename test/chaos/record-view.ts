import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { Client } from 'pg'

/** Where a run is, by what its record says; each answer is `undefined` while the record cannot be asked. */
export interface RecordView {
  pending(): Promise<Pending | undefined>
  /** The flow of this name that is not settled. */
  unsettled(name: string): Promise<number | undefined>
  /** Flows it has of this depositor, name and bytes. */
  count(of: { depositor: string; name: string; sha256: string }): Promise<number | undefined>
  /** What the keys of this record begin with in Redis. */
  prefix(): Promise<string | undefined>
  close(): Promise<void>
}

export interface Pending {
  /** Flows in the record. */
  flows: number
  /** Those without an outcome. */
  unsettled: number
  /** Documents still to be sent. */
  documents: number
}

const PENDING = `select (select count(*) from flows) as flows,
  (select count(*) from flows where state in ('received', 'processing')) as unsettled,
  (select count(*) from outbox where state = 'pending') as documents`
const PREFIX = `select value from about where name = 'id'`

type Row = Record<string, unknown>

interface Asking {
  ask(sql: string): Promise<Row | undefined>
  close(): Promise<void>
}

/** A view of the record in this file of SQLite, or at this address of PostgreSQL. */
export function viewOf(at: { file: string } | { url: string }): RecordView {
  const record = 'file' in at ? new RecordFile(at.file) : new RecordServer(at.url)
  const ask = (sql: string) => record.ask(sql)
  return {
    async pending() {
      const row = await ask(PENDING)
      if (row === undefined) return undefined
      const { flows, unsettled, documents } = row
      return { flows: Number(flows), unsettled: Number(unsettled), documents: Number(documents) }
    },
    async unsettled(name) {
      const row = await ask(
        `select number from flows where name = '${quoted(name)}' and state in ('received', 'processing')`,
      )
      return row === undefined ? undefined : Number(row['number'])
    },
    async count({ depositor, name, sha256 }) {
      const row = await ask(
        `select count(*) as flows from flows
         where depositor = '${depositor}' and name = '${quoted(name)}' and sha256 = '${sha256}'`,
      )
      return row === undefined ? undefined : Number(row['flows'])
    },
    async prefix() {
      const row = await ask(PREFIX)
      return row === undefined ? undefined : `ecluse-${String(row['value']).slice(0, 8)}`
    },
    close: () => record.close(),
  }
}

function quoted(text: string): string {
  return text.replaceAll("'", "''")
}

/** Opened each time: a file that is held open would be held when its disk goes. */
class RecordFile implements Asking {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  ask(sql: string): Promise<Row | undefined> {
    if (!existsSync(this.#file)) return Promise.resolve(undefined)
    try {
      const record = new Sqlite(this.#file, { readonly: true, timeout: 2_000 })
      try {
        return Promise.resolve(record.prepare(sql).get() as Row | undefined)
      } finally {
        record.close()
      }
    } catch {
      return Promise.resolve(undefined) // full, locked or not there yet: it is asked again
    }
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

/** One connection, made anew when it broke. */
class RecordServer implements Asking {
  readonly #url: string
  #client: Client | undefined

  constructor(url: string) {
    this.#url = url
  }

  async ask(sql: string): Promise<Row | undefined> {
    try {
      this.#client ??= await connected(this.#url)
      return (await this.#client.query<Row>(sql)).rows[0]
    } catch {
      await this.close()
      return undefined // away: it is asked again
    }
  }

  async close(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.end().catch(() => undefined) // it broke before
  }
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 5_000 })
  client.on('error', () => undefined) // told by the next query as well
  await client.connect()
  return client
}
