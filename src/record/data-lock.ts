import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

/** Another service works in this data folder. */
export class DataFolderInUse extends Error {
  constructor(folder: string, holder: string) {
    super(`Le dossier de données ${folder} est déjà utilisé par un autre service Écluse (${holder}).`)
    this.name = 'DataFolderInUse'
  }
}

/**
 * The data folder is this process's alone until disposed. The lock is the file system's, on a database file nobody else
 * uses: it ends with the process however that ends, and holds across containers that share the folder.
 * @throws DataFolderInUse
 */
export function lockDataFolder(folder: string): Disposable {
  mkdirSync(folder, { recursive: true })
  const note = join(folder, 'service.pid')
  const database = new Sqlite(join(folder, 'service.lock'), { timeout: 0 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new DataFolderInUse(folder, holderIn(note))
    }
    throw error
  }
  writeFileSync(note, `${process.pid}\n`)
  return { [Symbol.dispose]: () => database.close() }
}

function holderIn(note: string): string {
  try {
    return `processus ${readFileSync(note, 'utf8').trim()}`
  } catch {
    return 'processus inconnu' // the note is a help for people, the lock does not need it
  }
}
