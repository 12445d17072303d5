import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

/**
 * True while a service works in this data folder. It is asked of the lock itself, which ends with the service however
 * that ends; the look takes microseconds, in which a service that starts could find the folder in use: so not in a loop.
 */
export function isServiceIn(folder: string): boolean {
  const file = join(folder, 'service.lock')
  if (!existsSync(file)) return false
  const database = new Sqlite(file, { readonly: true, timeout: 0 })
  try {
    database.prepare('select count(*) from sqlite_schema').get()
    return false
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true
    throw error
  } finally {
    database.close()
  }
}
