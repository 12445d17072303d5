import type { ColumnDefinitionBuilder, SchemaModule, Transaction } from 'kysely'
import type { Engine } from '../engine.ts'
import { isPending, isToSend, type Tables } from '../tables.ts'

const required = (column: ColumnDefinitionBuilder) => column.notNull()
const zero = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0)

export async function firstTables(transaction: Transaction<Tables>, engine: Engine): Promise<void> {
  const { schema } = transaction
  await createFlows(schema, engine)
  await createRuns(schema)
  await createInvoices(schema)
  await createEvents(schema, engine)
  await createOutbox(schema, engine)
  await createSlices(schema)
  await createIndexes(schema)
}

async function createFlows(schema: SchemaModule, engine: Engine): Promise<void> {
  await schema
    .createTable('flows')
    .addColumn('number', 'integer', (column) => engine.numbered(column))
    .addColumn('name', 'text', required)
    .addColumn('flow_identifier', 'text')
    .addColumn('depositor', 'text', required)
    .addColumn('interface_code', 'text')
    .addColumn('sha256', 'text', required)
    .addColumn('size', 'bigint', required)
    .addColumn('drop_identity', 'text', (column) => column.notNull().unique())
    .addColumn('received_at', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('run', 'integer', required)
    .addColumn('admissible', 'integer')
    .addColumn('invoices', 'integer', zero)
    .addColumn('accepted', 'integer', zero)
    .addColumn('judged_by', 'text')
    .addColumn('settled_at', 'text')
    .execute()
}

async function createRuns(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('runs')
    .addColumn('flow', 'integer', (column) => column.notNull().references('flows.number'))
    .addColumn('run', 'integer', required)
    .addColumn('started_at', 'text')
    .addColumn('ended_at', 'text')
    .addColumn('author', 'text')
    .addColumn('reason', 'text')
    .addColumn('state', 'text')
    .addColumn('outcome', 'text')
    .addPrimaryKeyConstraint('runs_pk', ['flow', 'run'])
    .execute()
}

const INVOICE_TEXTS = [
  'number',
  'supplier_type',
  'supplier_id',
  'supplier_name',
  'recipient_siret',
  'recipient_service',
  'engagement',
  'type',
  'frame',
  'issue_date',
  'currency',
  'tax_exclusive',
  'tax_inclusive',
  'payable',
  'factor_status',
  'factor_reason',
  'factor',
  'account_end',
  'id_cpro',
  'pivot_name',
  'route',
] as const

async function createInvoices(schema: SchemaModule): Promise<void> {
  const table = schema
    .createTable('invoices')
    .addColumn('flow', 'integer', (column) => column.notNull().references('flows.number'))
    .addColumn('run', 'integer', required)
    .addColumn('invoice_index', 'integer', required)
    .addColumn('document', 'text', required)
    .addColumn('accepted', 'integer', required)
    .addColumn('faults', 'text', required)
    .addColumn('remarks', 'text', required)
    .addPrimaryKeyConstraint('invoices_pk', ['flow', 'run', 'invoice_index'])
  await INVOICE_TEXTS.reduce((sofar, name) => sofar.addColumn(name, 'text'), table).execute()
  await schema
    .createTable('accepted_keys')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('flow', 'integer', (column) => column.notNull().references('flows.number'))
    .addColumn('invoice_index', 'integer', required)
    .addColumn('accepted_at', 'text', required)
    .execute()
}

async function createEvents(schema: SchemaModule, engine: Engine): Promise<void> {
  await schema
    .createTable('events')
    .addColumn('id', 'integer', (column) => engine.numbered(column))
    .addColumn('flow', 'integer', (column) => column.notNull().references('flows.number'))
    .addColumn('run', 'integer', required)
    .addColumn('at', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('detail', 'text', required)
    .execute()
}

async function createOutbox(schema: SchemaModule, engine: Engine): Promise<void> {
  await schema
    .createTable('outbox')
    .addColumn('id', 'integer', (column) => engine.numbered(column))
    .addColumn('endpoint', 'text', required)
    .addColumn('flow', 'integer', (column) => column.notNull().references('flows.number'))
    .addColumn('run', 'integer', required)
    .addColumn('kind', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('sha256', 'text', required)
    .addColumn('size', 'bigint', required)
    .addColumn('state', 'text', required)
    .addColumn('staged_in', 'text')
    .addColumn('tries', 'integer', zero)
    .addColumn('next_at', 'text')
    .addColumn('last_error', 'text')
    .addColumn('sent_at', 'text')
    .execute()
  await schema
    .createTable('lanes')
    .addColumn('endpoint', 'text', (column) => column.primaryKey().notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'text')
    .addColumn('tries', 'integer', zero)
    .addColumn('next_at', 'text')
    .addColumn('last_error', 'text')
    .execute()
}

async function createSlices(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('slices')
    .addColumn('flow', 'integer', (column) => column.notNull().references('flows.number'))
    .addColumn('run', 'integer', required)
    .addColumn('slice', 'integer', required)
    .addColumn('range_from', 'integer', required)
    .addColumn('range_to', 'integer', required)
    .addColumn('result', 'text')
    .addPrimaryKeyConstraint('slices_pk', ['flow', 'run', 'slice'])
    .execute()
}

/** What the hot path asks: what is pending, and what came earlier. The partial ones stay as small as the backlog. */
async function createIndexes(schema: SchemaModule): Promise<void> {
  await schema.createIndex('flows_pending').on('flows').column('number').where(isPending).execute()
  await schema
    .createIndex('flows_identifier')
    .on('flows')
    .columns(['depositor', 'flow_identifier', 'number'])
    .where('flow_identifier', 'is not', null)
    .execute()
  await schema.createIndex('flows_bytes').on('flows').columns(['depositor', 'sha256', 'number']).execute()
  await schema.createIndex('events_flow').on('events').columns(['flow', 'run']).execute()
  await schema
    .createIndex('outbox_pending')
    .on('outbox')
    .columns(['endpoint', 'id'])
    .where(isToSend)
    .execute()
  await schema
    .createIndex('outbox_document')
    .unique()
    .on('outbox')
    .columns(['flow', 'run', 'endpoint', 'name'])
    .execute()
}
