import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

/** Another service works in this data folder. */
export class DataFolderInUse extends Error {
  constructor(folder: string, holder: string) {
    super(`Le dossier de données ${folder} est déjà utilisé par un autre service Écluse (${holder}).`)
    this.name = 'DataFolderInUse'
  }
}

/** A data folder that is ours. */
export interface DataFolder extends Disposable {
  /**
   * Names whoever holds this folder, the same at each start: what a service left leased when it was killed is its
   * successor's at once.
   */
  readonly owner: string
}

/**
 * The data folder is this process's alone until disposed. The lock is the file system's, on a database file nobody else
 * uses: it ends with the process however that ends, and holds across containers that share the folder.
 * @throws DataFolderInUse
 */
export function lockDataFolder(folder: string): DataFolder {
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
  return { owner: ownerOf(folder), [Symbol.dispose]: () => database.close() }
}

function ownerOf(folder: string): string {
  const file = join(folder, 'service.id')
  const known = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (known !== '') return known // empty: killed while it wrote it
  const fresh = randomUUID()
  writeFileSync(file, fresh)
  return fresh
}

function holderIn(note: string): string {
  try {
    return `processus ${readFileSync(note, 'utf8').trim()}`
  } catch {
    return 'processus inconnu' // the note is a help for people, the lock does not need it
  }
}
