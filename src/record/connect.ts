import { migrate } from './migrations.ts'
import { openSqlite, sqliteEngine } from './sqlite.ts'
import type { Database } from './tables.ts'

/** Where the record is. */
export interface RecordAt {
  file: string
}

/**
 * The database of the record, made or brought to this version when need be; to be destroyed by who asked for it.
 * @throws RecordTooNew when a newer Écluse wrote it.
 */
export async function connect(record: RecordAt): Promise<Database> {
  const database = openSqlite(record.file)
  try {
    await migrate(database, sqliteEngine)
    return database
  } catch (error) {
    await database.destroy()
    throw error
  }
}
