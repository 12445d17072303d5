import type { ColumnDefinitionBuilder, RawBuilder } from 'kysely'
import type { Queries } from './tables.ts'

/** What differs between database engines; all else is the same queries. */
export interface Engine {
  /** Makes an integer column the primary key, numbered by the engine, upwards, a number never given twice. */
  numbered(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
  /** So many ms from now by the clock all who use this record share, as ISO 8601 UTC text. */
  fromNow(ms: number): RawBuilder<string>
  /** Whether the record has a table of this name. */
  hasTable(queries: Queries, name: string): Promise<boolean>
  /** From here to its end this transaction is the only one that migrates this record; others wait. */
  migratesAlone(transaction: Queries): Promise<void>
}
