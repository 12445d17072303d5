import { randomUUID } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import type { Engine } from './engine.ts'
import { firstTables } from './migrations/0001-first-tables.ts'
import { replayTables } from './migrations/0002-replay.ts'
import { retentionTables } from './migrations/0003-retention.ts'
import { laneLeases } from './migrations/0004-lane-leases.ts'
import { searchIndexes } from './migrations/0005-search.ts'
import { duties } from './migrations/0006-duties.ts'
import { alerts } from './migrations/0007-alerts.ts'
import { statistics } from './migrations/0008-statistics.ts'
import { accounts } from './migrations/0009-accounts.ts'
import { savedFilters } from './migrations/0010-saved-filters.ts'
import type { Tables } from './tables.ts'

export type Migration = (transaction: Transaction<Tables>, engine: Engine) => Promise<void>

/** In order, forward only: the version of a record is how many of them it has had. A migration once released is not edited. */
export const MIGRATIONS: readonly Migration[] = [
  firstTables,
  replayTables,
  retentionTables,
  laneLeases,
  searchIndexes,
  duties,
  alerts,
  statistics,
  accounts,
  savedFilters,
]

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
 * Brings the record to this version (to an earlier one only to see what a migration does to what it finds), in one
 * transaction; several processes may call it at once.
 * @throws RecordTooNew, having changed nothing.
 */
export async function migrate(
  database: Kysely<Tables>,
  engine: Engine,
  version = MIGRATIONS.length,
): Promise<void> {
  const isThere = await engine.hasTable(database, 'about')
  if (isThere && (await readVersion(database)) === version) return
  await database.transaction().execute(async (transaction) => {
    await engine.migratesAlone(transaction)
    await transaction.schema
      .createTable('about')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
    const found = (await readVersion(transaction)) ?? 0
    if (found > MIGRATIONS.length) throw new RecordTooNew(found)
    for (const migration of MIGRATIONS.slice(found, version)) await migration(transaction, engine)
    await writeVersion(transaction, version, found === 0)
  })
}

async function readVersion(queries: Kysely<Tables>): Promise<number | undefined> {
  const row = await queries
    .selectFrom('about')
    .select('value')
    .where('name', '=', 'version')
    .executeTakeFirst()
  return row && Number(row.value)
}

async function writeVersion(
  transaction: Transaction<Tables>,
  version: number,
  isNew: boolean,
): Promise<void> {
  const value = String(version)
  await transaction
    .insertInto('about')
    .values({ name: 'version', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
  if (isNew) await transaction.insertInto('about').values({ name: 'id', value: randomUUID() }).execute()
}
