import Sqlite from 'better-sqlite3'
import { Client, Query } from 'pg'
import type { RecordAt } from '../src/record/connect.ts'
import type { Row } from './invented-invoices.ts'

/** Takes rows straight into the tables of a record, in bulk. */
export interface RecordSink extends AsyncDisposable {
  /** Rows of one table, of the same columns. */
  put(table: string, rows: readonly Row[]): Promise<void>
  /** Leaves the engine as if it had had time to see what was written: statistics are made, logs are short. */
  settle(): Promise<void>
}

export async function openSink(record: RecordAt): Promise<RecordSink> {
  return 'url' in record ? postgresSink(record.url) : sqliteSink(record.file)
}

/** Without syncs: a fill that is cut off is begun again. */
function sqliteSink(file: string): RecordSink {
  const database = new Sqlite(file)
  database.pragma('synchronous = OFF')
  database.pragma('foreign_keys = OFF')
  database.pragma('cache_size = -400000')
  return {
    async put(table, rows) {
      const columns = Object.keys(rows[0] ?? {})
      const places = columns.map(() => '?').join(', ')
      const statement = database.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`)
      database.transaction(() => {
        for (const row of rows) statement.run(columns.map((name) => row[name]))
      })()
    },
    async settle() {
      database.pragma('wal_checkpoint(TRUNCATE)')
    },
    async [Symbol.asyncDispose]() {
      database.close()
    },
  }
}

async function postgresSink(url: string): Promise<RecordSink> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('set synchronous_commit = off; set session_replication_role = replica')
  return {
    put: (table, rows) =>
      new Promise((resolve, reject) => {
        const columns = Object.keys(rows[0] ?? {})
        client.query(
          new Copy(`copy ${table} (${columns.join(', ')}) from stdin`, copied(rows, columns), (error) =>
            error ? reject(error) : resolve(),
          ),
        )
      }),
    async settle() {
      await client.query(`select setval(pg_get_serial_sequence('flows', 'number'), max(number)) from flows`)
      await client.query('vacuum (analyze)')
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

/** What a connection can do and its types do not say. */
interface CopyingConnection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

class Copy extends Query {
  readonly #rows: Buffer

  constructor(text: string, rows: Buffer, done: (error: Error | undefined) => void) {
    super(text, done)
    this.#rows = rows
  }

  /** Called when the server waits for the rows. */
  handleCopyInResponse(connection: CopyingConnection): void {
    connection.sendCopyFromChunk(this.#rows)
    connection.endCopyFrom()
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function copied(rows: readonly Row[], columns: readonly string[]): Buffer {
  const field = (value: Row[string] | undefined) => {
    if (value === null || value === undefined) return '\\N'
    return typeof value === 'number'
      ? String(value)
      : value.replaceAll(/[\\\n\r\t]/g, (found) => ESCAPES[found] ?? found)
  }
  return Buffer.from(rows.map((row) => `${columns.map((name) => field(row[name])).join('\t')}\n`).join(''))
}
