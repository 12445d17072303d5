import { randomUUID } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import type { Engine } from './engine.ts'
import { firstTables } from './migrations/0001-first-tables.ts'
import { replayTables } from './migrations/0002-replay.ts'
import type { Tables } from './tables.ts'

export type Migration = (transaction: Transaction<Tables>, engine: Engine) => Promise<void>

/** In order, forward only: the version of a record is how many of them it has had. A migration once released is not edited. */
export const MIGRATIONS: readonly Migration[] = [firstTables, replayTables]

/** The record was written by a newer Écluse than this one. */
export class RecordTooNew extends Error {
  constructor(found: number) {
    super(
      `Le registre est en version ${found}, cette version d’Écluse ne connaît que la version ${MIGRATIONS.length} : ` +
        'démarrez la version d’Écluse qui l’a écrit, ou une plus récente.',
    )
    this.name = 'RecordTooNew'
  }
}

/**
 * Brings the record to this version, in one transaction; several processes may call it at once.
 * @throws RecordTooNew, having changed nothing.
 */
export async function migrate(database: Kysely<Tables>, engine: Engine): Promise<void> {
  if ((await versionOf(database)) === MIGRATIONS.length) return
  await database.transaction().execute(async (transaction) => {
    await transaction.schema
      .createTable('about')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
    const found = (await readVersion(transaction)) ?? 0
    if (found > MIGRATIONS.length) throw new RecordTooNew(found)
    for (const migration of MIGRATIONS.slice(found)) await migration(transaction, engine)
    await writeVersion(transaction, found === 0)
  })
}

async function versionOf(database: Kysely<Tables>): Promise<number | undefined> {
  const tables = await database.introspection.getTables()
  return tables.some((table) => table.name === 'about') ? readVersion(database) : undefined
}

async function readVersion(queries: Kysely<Tables>): Promise<number | undefined> {
  const row = await queries
    .selectFrom('about')
    .select('value')
    .where('name', '=', 'version')
    .executeTakeFirst()
  return row && Number(row.value)
}

async function writeVersion(transaction: Transaction<Tables>, isNew: boolean): Promise<void> {
  const value = String(MIGRATIONS.length)
  await transaction
    .insertInto('about')
    .values({ name: 'version', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
  if (isNew) await transaction.insertInto('about').values({ name: 'id', value: randomUUID() }).execute()
}
