import {
  type ColumnDefinitionBuilder,
  type ColumnDefinitionNode,
  DataTypeNode,
  Kysely,
  PostgresDialect,
  PostgresQueryCompiler,
  RawNode,
  sql,
} from 'kysely'
import type { Engine } from './engine.ts'
import { PostgresConnections, placeOf } from './postgres-connections.ts'
import { NoRecord } from './record-trouble.ts'
import { FateDriver, retryingTransactions } from './retried-transaction.ts'
import type { Database, Tables } from './tables.ts'

/** The oldest that is still repaired, and has all that is asked of it. */
const OLDEST_MAJOR = 14
/** Any number, the same in every version of Écluse: who holds it in a database migrates the record there. */
const MIGRATION_LOCK = 3_228_110_907

/** Everything that holds for PostgreSQL only. */
export const postgresEngine: Engine = {
  numbered: (column: ColumnDefinitionBuilder) => column.generatedAlwaysAsIdentity().primaryKey(),
  fromNow: (ms) =>
    sql`to_char(clock_timestamp() at time zone 'UTC' + ${ms} * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  lightly: (database, work) => database.transaction().execute(work),
  async bytes(queries) {
    const { rows } = await sql<{
      bytes: string
    }>`select pg_database_size(current_database()) as bytes`.execute(queries)
    return Number(rows[0]?.bytes)
  },
  async hasTable(queries, name) {
    const { rows } = await sql<{ found: boolean }>`select to_regclass(${name}) is not null as found`.execute(
      queries,
    )
    return rows[0]?.found === true
  },
  async migratesAlone(transaction) {
    await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(transaction)
  },
  async onlyGrows(transaction, table) {
    await sql`
      create function ${sql.ref(`${table}_only_grows`)}() returns trigger language plpgsql
      as ${sql.lit(`begin raise exception '${table} only grows'; end`)}
    `.execute(transaction)
    await sql`
      create trigger ${sql.ref(`${table}_refuses_change`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function ${sql.ref(`${table}_only_grows`)}()
    `.execute(transaction)
  },
}

/**
 * The database this URL names. A commit is on the server's disk when it returns; a transaction that came to nothing, and
 * not by its own fault, is run again. Connections are made as they are needed, and made again when they are lost. `patient`:
 * an answer is waited for however long it takes.
 */
export function openPostgres(url: string, settings: { patient?: boolean } = {}): Database {
  const pool = new PostgresConnections(url, settings)
  return retryingTransactions(new Kysely<Tables>({ dialect: new RecordDialect({ pool }) }))
}

/** @throws NoRecord when this server does not let us in, or cannot hold a record. */
export async function checkServer(database: Database, url: string): Promise<void> {
  const { rows } = await sql<{ version: number; encoding: string }>`
    select current_setting('server_version_num')::integer as version, current_setting('server_encoding') as encoding
  `
    .execute(database)
    .catch((cause: unknown) => {
      throw noAnswer(url, cause)
    })
  const { version = 0, encoding = '' } = rows[0] ?? {}
  const major = Math.floor(version / 10_000)
  if (major < OLDEST_MAJOR) {
    throw new NoRecord(`PostgreSQL ${major} : version ${OLDEST_MAJOR} ou plus récente (or later).`)
  }
  if (encoding !== 'UTF8') {
    throw new NoRecord(
      `La base de DATABASE_URL est en ${encoding} (its encoding), il la faut en (wanted) UTF8.`,
    )
  }
}

/** The address without its password; the server's own words name at most the user and the database. */
function noAnswer(url: string, cause: unknown): NoRecord {
  const { host, database } = placeOf(url)
  const why = cause instanceof Error ? cause.message || String(Reflect.get(cause, 'code')) : String(cause)
  return new NoRecord(
    `La base PostgreSQL ${database} (${host}) ne s’ouvre pas (PostgreSQL does not let us in): ${why}`,
    { cause },
  )
}

class RecordDialect extends PostgresDialect {
  readonly #config: ConstructorParameters<typeof PostgresDialect>[0]

  constructor(config: ConstructorParameters<typeof PostgresDialect>[0]) {
    super(config)
    this.#config = config
  }

  override createDriver() {
    return new FateDriver(this.#config)
  }

  override createQueryCompiler() {
    return new BytewiseCompiler()
  }
}

/**
 * Columns as SQLite has them, whatever migration makes them: text is compared byte by byte, not as the database's language
 * would, and an integer has 64 bits.
 */
class BytewiseCompiler extends PostgresQueryCompiler {
  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    super.visitColumnDefinition({ ...node, dataType: sameAsSqlite(node.dataType) })
  }
}

function sameAsSqlite(type: ColumnDefinitionNode['dataType']): ColumnDefinitionNode['dataType'] {
  if (!DataTypeNode.is(type)) return type
  if (type.dataType === 'text') return RawNode.createWithSql('text collate "C"')
  return type.dataType === 'integer' ? DataTypeNode.create('bigint') : type
}
