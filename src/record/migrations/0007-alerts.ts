import type { ColumnDefinitionBuilder, Transaction } from 'kysely'
import type { Engine } from '../engine.ts'
import { isToTell, type Tables } from '../tables.ts'

const required = (column: ColumnDefinitionBuilder) => column.notNull()

/** What is not as it should be, and what support was, or is to be, told of it. */
export async function alerts(transaction: Transaction<Tables>, engine: Engine): Promise<void> {
  const { schema } = transaction
  await schema
    .createTable('alerts')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', required)
    .addColumn('since', 'text', required)
    .addColumn('begun_at', 'text')
    .addColumn('facts', 'text', required)
    .execute()
  await schema
    .createTable('alert_notices')
    .addColumn('id', 'integer', (column) => engine.numbered(column))
    .addColumn('key', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('phase', 'text', required)
    .addColumn('since', 'text', required)
    .addColumn('at', 'text', required)
    .addColumn('facts', 'text', required)
    .addColumn('tries', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('next_at', 'text')
    .addColumn('last_error', 'text')
    .addColumn('told_at', 'text')
    .execute()
  await schema.createIndex('alert_notices_to_tell').on('alert_notices').column('id').where(isToTell).execute()
}
