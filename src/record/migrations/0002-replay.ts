import type { ColumnDefinitionBuilder, SchemaModule, Transaction } from 'kysely'
import type { Tables } from '../tables.ts'

const required = (column: ColumnDefinitionBuilder) => column.notNull()
const zero = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0)

/** What support's verbs need: versions of a deposit, replays, lanes held back, codes to find flows by. */
export async function replayTables(transaction: Transaction<Tables>): Promise<void> {
  const { schema } = transaction
  await widenTables(schema)
  await createReplays(schema)
  await createFound(schema)
}

async function widenTables(schema: SchemaModule): Promise<void> {
  await schema.alterTable('flows').addColumn('version', 'integer', zero).execute()
  await schema.alterTable('flows').addColumn('documents_expired_at', 'text').execute()
  await schema.alterTable('flows').addColumn('expired_at', 'text').execute()
  await schema.alterTable('runs').addColumn('asked_at', 'text').execute()
  await schema.alterTable('runs').addColumn('version', 'integer', zero).execute()
  await schema.alterTable('runs').addColumn('replay', 'text').execute()
  await schema.alterTable('runs').addColumn('again', 'integer', zero).execute()
  await schema.alterTable('invoices').addColumn('supplier_folded', 'text').execute()
  await schema.alterTable('invoices').addColumn('delivered_run', 'integer').execute()
  await schema.alterTable('lanes').addColumn('held_by', 'text').execute()
  await schema.alterTable('lanes').addColumn('held_at', 'text').execute()
  await schema.alterTable('lanes').addColumn('held_reason', 'text').execute()
  await schema.alterTable('lanes').addColumn('asked', 'integer', zero).execute()
}

async function createReplays(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('deposits')
    .addColumn('flow', 'integer', (column) => column.notNull().references('flows.number'))
    .addColumn('version', 'integer', required)
    .addColumn('sha256', 'text', required)
    .addColumn('size', 'bigint', required)
    .addColumn('author', 'text', required)
    .addColumn('reason', 'text', required)
    .addColumn('at', 'text', required)
    .addPrimaryKeyConstraint('deposits_pk', ['flow', 'version'])
    .execute()
  await schema
    .createTable('replays')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('author', 'text', required)
    .addColumn('reason', 'text', required)
    .addColumn('filter', 'text', required)
    .addColumn('again', 'integer', required)
    .addColumn('state', 'text', required)
    .addColumn('looked_up_to', 'integer', zero)
    .addColumn('through', 'integer', required)
    .addColumn('found', 'integer', required)
    .addColumn('begun', 'integer', zero)
    .addColumn('asked_at', 'text', required)
    .addColumn('ended_at', 'text')
    .execute()
  await schema
    .createIndex('runs_replay')
    .on('runs')
    .columns(['replay', 'flow'])
    .where('replay', 'is not', null)
    .execute()
}

async function createFound(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('flow_faults')
    .addColumn('flow', 'integer', (column) => column.notNull().references('flows.number'))
    .addColumn('code', 'text', required)
    .addColumn('kind', 'text', required)
    .addPrimaryKeyConstraint('flow_faults_pk', ['flow', 'code'])
    .execute()
  await schema
    .createTable('versions')
    .addColumn('kind', 'text', required)
    .addColumn('mark', 'text', required)
    .addColumn('sha256', 'text', required)
    .addColumn('since', 'text', required)
    .addPrimaryKeyConstraint('versions_pk', ['kind', 'mark'])
    .execute()
}
