import type { Engine } from './engine.ts'
import { migrate } from './migrations.ts'
import { checkServer, openPostgres, postgresEngine } from './postgres.ts'
import { openSqlite, sqliteEngine } from './sqlite.ts'
import type { Database } from './tables.ts'

/** Where the record is: a file of SQLite, or a database of a PostgreSQL server. */
export type RecordAt = { file: string } | { url: string }

/**
 * The database of the record, made or brought to this version when need be; to be destroyed by who asked for it.
 * @throws RecordTooNew when a newer Écluse wrote it, NoRecord when the server named cannot hold it or does not let us in.
 */
export async function connect(record: RecordAt): Promise<Database> {
  if ('url' in record) return connectPostgres(record.url)
  const database = openSqlite(record.file)
  try {
    await migrate(database, sqliteEngine)
    return database
  } catch (error) {
    await database.destroy()
    throw error
  }
}

export function engineOf(record: RecordAt): Engine {
  return 'url' in record ? postgresEngine : sqliteEngine
}

/** Over a connection of its own: an index made over many flows takes longer than any query may. */
async function connectPostgres(url: string): Promise<Database> {
  const database = openPostgres(url, { patient: true })
  try {
    await checkServer(database, url)
    await migrate(database, postgresEngine)
  } finally {
    await database.destroy()
  }
  return openPostgres(url)
}
