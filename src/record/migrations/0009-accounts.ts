import type { ColumnDefinitionBuilder, SchemaModule, Transaction } from 'kysely'
import type { Engine } from '../engine.ts'
import type { Tables } from '../tables.ts'

const required = (column: ColumnDefinitionBuilder) => column.notNull()
const key = (column: ColumnDefinitionBuilder) => column.primaryKey().notNull()

/** Who may use the console, who is using it, and what each of them did. */
export async function accounts(transaction: Transaction<Tables>, engine: Engine): Promise<void> {
  const { schema } = transaction
  await createAccounts(schema)
  await createSessions(schema)
  await createAudit(schema, engine)
  await engine.onlyGrows(transaction, 'audit')
}

async function createAccounts(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('accounts')
    .addColumn('name', 'text', key)
    .addColumn('role', 'text', required)
    .addColumn('depositor', 'text')
    .addColumn('language', 'text', required)
    .addColumn('password', 'text')
    .addColumn('issuer', 'text')
    .addColumn('subject', 'text')
    .addColumn('created_at', 'text', required)
    .addColumn('created_by', 'text', required)
    .addColumn('disabled_at', 'text')
    .execute()
  await schema
    .createIndex('accounts_subject')
    .unique()
    .on('accounts')
    .columns(['issuer', 'subject'])
    .where('subject', 'is not', null)
    .execute()
}

async function createSessions(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('sessions')
    .addColumn('token_hash', 'text', key)
    .addColumn('account', 'text', (column) => column.notNull().references('accounts.name'))
    .addColumn('created_at', 'text', required)
    .addColumn('seen_at', 'text', required)
    .addColumn('expires_at', 'text', required)
    .addColumn('agent', 'text')
    .execute()
  await schema.createIndex('sessions_account').on('sessions').column('account').execute()
  await schema.createIndex('sessions_expiry').on('sessions').column('expires_at').execute()
}

async function createAudit(schema: SchemaModule, engine: Engine): Promise<void> {
  await schema
    .createTable('audit')
    .addColumn('id', 'integer', (column) => engine.numbered(column))
    .addColumn('at', 'text', required)
    .addColumn('author', 'text', required)
    .addColumn('role', 'text', required)
    .addColumn('action', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('subject', 'text', required)
    .addColumn('reason', 'text')
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('address', 'text')
    .execute()
  await schema.createIndex('audit_at').on('audit').columns(['at', 'id']).execute()
  await schema.createIndex('audit_author').on('audit').columns(['author', 'id']).execute()
  await schema.createIndex('audit_subject').on('audit').columns(['kind', 'subject', 'id']).execute()
}
