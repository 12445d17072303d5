import type { ColumnDefinitionBuilder } from 'kysely'

/** What differs between database engines; all else is the same queries. */
export interface Engine {
  /** Makes an integer column the primary key, numbered by the engine, upwards, a number never given twice. */
  numbered(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
}
