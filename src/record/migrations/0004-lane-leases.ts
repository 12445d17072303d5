import type { ColumnDefinitionBuilder, Transaction } from 'kysely'
import type { Engine } from '../engine.ts'
import { isAsked, type Tables } from '../tables.ts'

const required = (column: ColumnDefinitionBuilder) => column.notNull()
const zero = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0)

/** Leases that are told from earlier ones, the mark a document is staged under, and what support did to lanes. */
export async function laneLeases(transaction: Transaction<Tables>, engine: Engine): Promise<void> {
  const { schema } = transaction
  await schema.alterTable('lanes').addColumn('lease_term', 'integer', zero).execute()
  await schema.alterTable('outbox').addColumn('staged_as', 'text').execute()
  // Hidden names had no mark until now: what lies under one is written again under another.
  await transaction
    .updateTable('outbox')
    .set({ staged_in: null })
    .where('staged_in', 'is not', null)
    .execute()
  await schema
    .createTable('lane_acts')
    .addColumn('id', 'integer', (column) => engine.numbered(column))
    .addColumn('endpoint', 'text', required)
    .addColumn('at', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('author', 'text', required)
    .addColumn('reason', 'text', required)
    .addColumn('documents', 'integer', required)
    .execute()
  await schema.createIndex('lane_acts_endpoint').on('lane_acts').columns(['endpoint', 'id']).execute()
  await schema.createIndex('lanes_asked').on('lanes').column('endpoint').where(isAsked).execute()
}
