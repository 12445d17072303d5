import type { SchemaModule, Transaction } from 'kysely'
import { keepTimes } from '../flow-times.ts'
import { hasFactor, hasNoIdentifier, isOtherFrame, isOtherInterface, isUnwell } from '../index-conditions.ts'
import type { Tables } from '../tables.ts'

/**
 * What flows are found by. Each index ends in the flow's number, so that it gives the newest first; each is one more
 * thing to write for each flow or invoice, so that there is none for what most of them have.
 */
export async function searchIndexes(transaction: Transaction<Tables>): Promise<void> {
  const { schema } = transaction
  await createTimes(transaction)
  await indexFlows(schema)
  await indexInvoices(schema)
  await schema.createIndex('flow_faults_code').on('flow_faults').columns(['code', 'flow']).execute()
}

/** For each block of flow numbers, when its flows were received: all that is needed to find flows by time. */
async function createTimes(transaction: Transaction<Tables>): Promise<void> {
  await transaction.schema
    .createTable('flow_times')
    .addColumn('block', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('earliest', 'text', (column) => column.notNull())
    .addColumn('latest', 'text', (column) => column.notNull())
    .execute()
  await keepTimes(transaction)
}

async function indexFlows(schema: SchemaModule): Promise<void> {
  const index = (name: string, columns: ('depositor' | 'state' | 'interface_code' | 'name' | 'number')[]) =>
    schema.createIndex(name).on('flows').columns(columns)
  await index('flows_depositor', ['depositor', 'number']).execute()
  await index('flows_unwell', ['state', 'number']).where(isUnwell).execute()
  await index('flows_depositor_unwell', ['depositor', 'state', 'number']).where(isUnwell).execute()
  await index('flows_interface', ['interface_code', 'number']).where(isOtherInterface).execute()
  await index('flows_no_identifier', ['name', 'number']).where(hasNoIdentifier).execute()
  // The flow's identifier first: it is then found whoever dropped it, and what a run asks is answered as before.
  await schema.dropIndex('flows_identifier').execute()
  await schema
    .createIndex('flows_identifier')
    .on('flows')
    .columns(['flow_identifier', 'depositor', 'number'])
    .where('flow_identifier', 'is not', null)
    .execute()
}

const INVOICE_COLUMNS = [
  'number',
  'supplier_id',
  'recipient_siret',
  'engagement',
  'supplier_folded',
  'account_end',
] as const

async function indexInvoices(schema: SchemaModule): Promise<void> {
  for (const column of INVOICE_COLUMNS) {
    await schema
      .createIndex(`invoices_${column}`)
      .on('invoices')
      .columns([column, 'flow'])
      .where(column, 'is not', null)
      .execute()
  }
  await schema
    .createIndex('invoices_frame')
    .on('invoices')
    .columns(['frame', 'flow'])
    .where(isOtherFrame)
    .execute()
  await schema
    .createIndex('invoices_factor')
    .on('invoices')
    .columns(['factor_status', 'flow'])
    .where(hasFactor)
    .execute()
}
