import type { ColumnDefinitionBuilder, Transaction } from 'kysely'
import type { Tables } from '../tables.ts'

const required = (column: ColumnDefinitionBuilder) => column.notNull()

/** What statistics are added up from, block of flows by block: see `tally-pass.ts`. */
export async function statistics(transaction: Transaction<Tables>): Promise<void> {
  const { schema } = transaction
  await schema
    .createTable('tallied_blocks')
    .addColumn('block', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('stale', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema
    .createTable('tallies')
    .addColumn('depositor', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('day', 'text', required)
    .addColumn('block', 'integer', required)
    .addColumn('tally', 'text', required)
    .addPrimaryKeyConstraint('tallies_pk', ['depositor', 'kind', 'day', 'block'])
    .execute()
  await schema
    .createTable('recipient_years')
    .addColumn('depositor', 'text', required)
    .addColumn('year', 'integer', required)
    .addColumn('siret', 'text', required)
    .addColumn('invoices', 'integer', required)
    .addPrimaryKeyConstraint('recipient_years_pk', ['depositor', 'year', 'siret'])
    .execute()
  await schema
    .createIndex('recipient_years_most')
    .on('recipient_years')
    .columns(['depositor', 'year', 'invoices'])
    .execute()
  await schema.createIndex('tallies_block').on('tallies').column('block').execute()
}
