import { type SchemaModule, sql, type Transaction } from 'kysely'
import type { Tables } from '../tables.ts'

const hasDocuments = sql<boolean>`"documents_expired_at" is null`

/** What retention asks: what is due, what else refers to a document, and which documents are on their way out. */
export async function retentionTables(transaction: Transaction<Tables>): Promise<void> {
  const { schema } = transaction
  await schema
    .createTable('leaving')
    .addColumn('sha256', 'text', (column) => column.primaryKey().notNull())
    .addColumn('flow', 'integer', (column) => column.notNull().references('flows.number'))
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('aside_at', 'text')
    .execute()
  await schema.createIndex('leaving_aside').on('leaving').column('aside_at').execute()
  await createDueIndexes(schema)
  await createHashIndexes(schema)
}

/** A flow is in the first from its outcome on, in the second from when its documents expired, then in neither. */
async function createDueIndexes(schema: SchemaModule): Promise<void> {
  await schema
    .createIndex('flows_settled')
    .on('flows')
    .columns(['state', 'settled_at'])
    .where(sql<boolean>`"settled_at" is not null`)
    .where(hasDocuments)
    .execute()
  await schema
    .createIndex('flows_without_documents')
    .on('flows')
    .column('settled_at')
    .where(sql<boolean>`"documents_expired_at" is not null and "expired_at" is null`)
    .execute()
}

/** By the first eight characters of the hash: an eighth of the index, and nearly always one row. See `referred.ts`. */
async function createHashIndexes(schema: SchemaModule): Promise<void> {
  const head = sql`substr("sha256", 1, 8)`
  await schema.createIndex('flows_hash').on('flows').expression(head).where(hasDocuments).execute()
  await schema.createIndex('outbox_hash').on('outbox').expression(head).execute()
  await schema.createIndex('deposits_hash').on('deposits').expression(head).execute()
}
