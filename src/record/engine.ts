import type { ColumnDefinitionBuilder, RawBuilder, Transaction } from 'kysely'
import type { Database, Queries, Tables } from './tables.ts'

/** What differs between database engines; all else is the same queries. */
export interface Engine {
  /** Makes an integer column the primary key, numbered by the engine, upwards, a number never given twice. */
  numbered(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
  /** So many ms from now by the clock all who use this record share, as ISO 8601 UTC text; the database adds them up. */
  fromNow(ms: number): RawBuilder<string>
  /**
   * One transaction that a power cut may undo: it lasts from when any later, ordinary one does. Whoever uses it says why
   * its loss breaks no promise. A process that is killed undoes nothing.
   */
  lightly<T>(database: Database, work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>
  /** Bytes the record takes on its disk. */
  bytes(queries: Queries): Promise<number>
  /** Whether the record has a table of this name. */
  hasTable(queries: Queries, name: string): Promise<boolean>
  /** From here to its end this transaction is the only one that migrates this record; others wait. */
  migratesAlone(transaction: Queries): Promise<void>
  /** From here on the engine itself refuses to change or remove a row of this table. */
  onlyGrows(transaction: Queries, table: 'audit'): Promise<void>
}
