import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { MIGRATIONS } from '../../src/record/migrations.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { openSqlite, sqliteEngine } from '../../src/record/sqlite.ts'
import { keepsLedgerPromises } from './ledger-promises.ts'
import { archived, integrated, received } from './outcomes.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-record-'))
afterAll(() => rmSync(folder, { recursive: true }))
/** SQLite's number for a sync at each commit. */
const FULL = 2
/** And for one that leaves it to the next such commit. */
const NORMAL = 1
let files = 0
const freshFile = () => join(folder, `${files++}`, 'ecluse.sqlite')

describe('on SQLite', () => {
  keepsLedgerPromises(() => {
    const file = freshFile()
    return { open: () => openLedger({ file }) }
  })

  test('a commit is synced before it returns', async () => {
    const file = freshFile()
    await using _ = await openLedger({ file })
    const other = new Sqlite(file)
    expect(other.pragma('journal_mode', { simple: true })).toBe('wal')
    other.close()
    const database = openSqlite(file) // as the record opens it: the setting is the connection's own
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(database)
    await database.destroy()
    expect(rows).toEqual([{ synchronous: FULL }])
  })

  test('a light transaction syncs nothing, and every commit after it is synced again, also when it throws', async () => {
    await using database = openSqlite(freshFile())
    const level = async (queries: typeof database) =>
      (await sql<{ synchronous: number }>`pragma synchronous`.execute(queries)).rows[0]?.synchronous
    for (let time = 0; time < 3; time++) {
      expect(await sqliteEngine.lightly(database, (transaction) => level(transaction))).toBe(NORMAL)
      expect(await level(database)).toBe(FULL)
      await expect(sqliteEngine.lightly(database, () => Promise.reject(new Error('non')))).rejects.toThrow(
        'non',
      )
      expect(await level(database)).toBe(FULL)
    }
  })

  test('what was committed is there when the record is opened again, under the same id', async () => {
    const file = freshFile()
    const first = await openLedger({ file })
    const [receipt] = await first.receive([received()])
    await first[Symbol.asyncDispose]()
    await using again = await openLedger({ file })
    expect(again.id).toBe(first.id)
    expect(await again.pendingFlows(0, 10)).toMatchObject([{ flow: receipt?.flow, run: 0 }])
  })

  test('a record written by a newer version is refused, and left as it was', async () => {
    const file = freshFile()
    await (await openLedger({ file }))[Symbol.asyncDispose]()
    const database = new Sqlite(file)
    database.prepare("update about set value = '99' where name = 'version'").run()
    await expect(openLedger({ file })).rejects.toThrow(
      `version 99, cette version d’Écluse ne connaît que la version ${MIGRATIONS.length}`,
    )
    database.close()
  })

  test('a disk that fills up in the middle of a transaction is told as what it is', async () => {
    const database = openSqlite(freshFile())
    await sql`create table filled (bytes blob)`.execute(database)
    await sql`pragma max_page_count = 4`.execute(database)
    const filling = database.transaction().execute(async (transaction) => {
      await sql`insert into filled values (zeroblob(100000))`.execute(transaction)
    })
    await expect(filling).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    await database.destroy()
  })

  test('the number of a flow is never given again', async () => {
    const file = freshFile()
    await using ledger = await openLedger({ file })
    const [first] = await ledger.receive([received()])
    const database = new Sqlite(file)
    for (const table of ['events', 'runs', 'flows']) database.prepare(`delete from ${table}`).run()
    database.close()
    const [second] = await ledger.receive([received()])
    expect(second?.flow).toBeGreaterThan(first?.flow ?? 0)
  })

  test('several that write to one record at once all succeed', async () => {
    const file = freshFile()
    const ledgers = await Promise.all(Array.from({ length: 4 }, () => openLedger({ file })))
    await Promise.all(
      ledgers.map(async (ledger, who) => {
        for (let time = 0; time < 20; time++) {
          const [receipt] = await ledger.receive([received()])
          await ledger.commit([archived(integrated(receipt?.flow ?? 0, [`${who} ${time}`]))])
        }
      }),
    )
    expect(await ledgers[0]?.unfinished()).toEqual({ flows: 0, documents: 160 })
    await Promise.all(ledgers.map((ledger) => ledger[Symbol.asyncDispose]()))
  })

  test('the hot questions are answered from an index', async () => {
    const file = freshFile()
    await using _ = await openLedger({ file })
    const database = new Sqlite(file)
    const plan = (query: string) => JSON.stringify(database.prepare(`explain query plan ${query}`).all())
    const pending = `"state" in ('received', 'processing')`
    expect(plan(`select number from flows where ${pending} order by number limit 9`)).toContain(
      'flows_pending',
    )
    expect(plan(`select count(*) from flows where ${pending}`)).toContain('flows_pending')
    expect(
      plan(`select id from outbox where "endpoint" = 'x' and "state" = 'pending' order by id`),
    ).toContain('outbox_pending')
    expect(
      plan(`select number from flows where "depositor" = 'x' and "sha256" = 'y' and number < 9`),
    ).toContain('flows_bytes')
    database.close()
  })
})
