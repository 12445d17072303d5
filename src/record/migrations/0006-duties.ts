import type { ColumnDefinitionBuilder, Transaction } from 'kysely'
import type { Tables } from '../tables.ts'

const required = (column: ColumnDefinitionBuilder) => column.notNull()

/** What one machine does for all that share the record, and how it knows the drops it has seen on a server. */
export async function duties(transaction: Transaction<Tables>): Promise<void> {
  const { schema } = transaction
  await schema
    .createTable('duties')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('owner', 'text', required)
    .addColumn('until', 'text', required)
    .addColumn('note', 'text')
    .execute()
  await schema
    .createTable('drops')
    .addColumn('depositor', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('looks', 'text', required)
    .addColumn('token', 'text', required)
    .addPrimaryKeyConstraint('drops_pk', ['depositor', 'name'])
    .execute()
}
