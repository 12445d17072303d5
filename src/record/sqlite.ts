import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import {
  type ColumnDefinitionBuilder,
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteDialect,
  SqliteDriver,
  SqliteQueryCompiler,
  sql,
} from 'kysely'
import type { Engine } from './engine.ts'
import { Place } from './kept-query.ts'
import type { Tables } from './tables.ts'

/** How long a writer waits for another process's transaction; each of them takes milliseconds. */
const BUSY_MS = 15_000
/** Pages of the log that are brought home at once: the more, the oftener one page stands for many versions of it. */
const CHECKPOINT_PAGES = 4_000
/** Statements kept prepared; multi-row inserts come in several lengths. */
const PREPARED = 256

/** Everything that holds for SQLite only. */
export const sqliteEngine: Engine = {
  numbered: (column: ColumnDefinitionBuilder) => column.primaryKey().autoIncrement(),
  fromNow: (ms) => sql`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', (${ms} / 1000.0) || ' seconds')`,
  lightly: (database, work) =>
    database.connection().execute(async (connection) => {
      await sql`pragma synchronous = normal`.execute(connection)
      try {
        return await connection.transaction().execute(work)
      } finally {
        await sql`pragma synchronous = full`.execute(connection)
      }
    }),
  async bytes(queries) {
    const { rows } = await sql<{ bytes: number }>`
      select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()
    `.execute(queries)
    return Number(rows[0]?.bytes)
  },
  async hasTable(queries, name) {
    const tables = await queries.introspection.getTables()
    return tables.some((table) => table.name === name)
  },
  migratesAlone: () => Promise.resolve(), // every transaction begins as the only writer
  async onlyGrows(transaction, table) {
    for (const change of ['update', 'delete'] as const) {
      await sql`
        create trigger ${sql.ref(`${table}_refuses_${change}`)} before ${sql.raw(change)} on ${sql.table(table)}
        begin select raise(abort, ${sql.lit(`${table} only grows`)}); end
      `.execute(transaction)
    }
  },
}

/**
 * The database in this file, made when absent, folder included. A commit is on disk when it returns
 * (WAL, synchronous=FULL); several processes may hold the file open at once.
 */
export function openSqlite(file: string): Kysely<Tables> {
  mkdirSync(dirname(file), { recursive: true })
  const database = new Sqlite(file, { timeout: BUSY_MS })
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('cache_size = -32000')
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  database.pragma('temp_store = MEMORY') // what a statement may undo: else a file beside, written for most commits
  database.pragma('busy_timeout = 0')
  return new Kysely<Tables>({ dialect: new WaitingDialect(database) })
}

/** Waits for another writer without stopping this process meanwhile, as SQLite's own waiting would. */
class WaitingDialect extends SqliteDialect {
  readonly #database: Sqlite.Database

  constructor(database: Sqlite.Database) {
    super({ database: keepingStatements(database) })
    this.#database = database
  }

  override createDriver() {
    return new WaitingDriver(this.#database)
  }

  override createQueryCompiler() {
    return new PlanningOnceCompiler()
  }
}

/**
 * SQLite looks at the value of a bare parameter when it plans a query, and plans the query anew with each value it gets:
 * that takes longer than most queries do. Behind a plus, which changes nothing, it plans without looking.
 */
class PlanningOnceCompiler extends SqliteQueryCompiler {
  protected override appendValue(value: unknown): void {
    if (value instanceof Place) this.append('+')
    super.appendValue(value)
  }
}

class WaitingDriver extends SqliteDriver {
  readonly #database: Sqlite.Database
  #connection: Promise<DatabaseConnection> | undefined

  constructor(database: Sqlite.Database) {
    super({ database: keepingStatements(database) })
    this.#database = database
  }

  /** A full or failing disk makes SQLite roll back by itself: there is nothing to undo, and the first error is the one to tell. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection)
  }

  /** There is one, and one is enough: it is asked for with every statement. */
  override acquireConnection(): Promise<DatabaseConnection> {
    this.#connection ??= super.acquireConnection().then((connection) => ({
      executeQuery: (query: CompiledQuery) => whenFree(() => connection.executeQuery(query)),
      streamQuery: connection.streamQuery.bind(connection),
    }))
    return this.#connection
  }
}

/** A statement that found the database busy has done nothing: only the first of a transaction can, as it takes the lock. */
async function whenFree<T>(execute: () => Promise<T>): Promise<T> {
  const until = performance.now() + BUSY_MS
  for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 20)) {
    try {
      return await execute()
    } catch (error) {
      const isBusy = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')
      if (!isBusy || performance.now() > until) throw error
      await setTimeout(waitMs * (0.5 + Math.random()))
    }
  }
}

/**
 * Keeps prepared statements, and begins each transaction as a writer: one that began as a reader may not become a
 * writer once another process has written, and would fail instead of waiting. Reads need no transaction here.
 */
function keepingStatements(database: Sqlite.Database) {
  const kept = new Map<string, Sqlite.Statement<unknown[]>>()
  return {
    close: () => database.close(),
    prepare(text: string) {
      // A pragma takes effect when it is prepared, not when it is run: a kept one would do nothing.
      if (text.startsWith('pragma')) return asKysely(database.prepare<unknown[]>(text))
      const known = kept.get(text)
      if (known !== undefined) return asKysely(known)
      const statement = database.prepare<unknown[]>(text === 'begin' ? 'begin immediate' : text)
      if (kept.size >= PREPARED) kept.delete(kept.keys().next().value as string)
      kept.set(text, statement)
      return asKysely(statement)
    },
  }
}

function asKysely(statement: Sqlite.Statement<unknown[]>) {
  return {
    reader: statement.reader,
    all: (parameters: readonly unknown[]) => statement.all(parameters),
    run: (parameters: readonly unknown[]) => statement.run(parameters),
    iterate: (parameters: readonly unknown[]) => statement.iterate(parameters),
  }
}
