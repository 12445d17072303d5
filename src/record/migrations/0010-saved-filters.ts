import type { Transaction } from 'kysely'
import type { Tables } from '../tables.ts'

/** Lists of flows that somebody wants to see again. */
export async function savedFilters({ schema }: Transaction<Tables>): Promise<void> {
  await schema
    .createTable('saved_filters')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('query', 'text', (column) => column.notNull())
    .addColumn('saved_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('saved_filters_key', ['account', 'name'])
    .execute()
}
