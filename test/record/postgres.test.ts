import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { MIGRATIONS } from '../../src/record/migrations.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { openPostgres } from '../../src/record/postgres.ts'
import { isRecordTrouble } from '../../src/record/record-trouble.ts'
import type { Database } from '../../src/record/tables.ts'
import { freshPostgres, noPostgres, postgresOfThisFile } from '../postgres-world.ts'
import { keepsDutyPromises } from './duty-promises.ts'
import { keepsLedgerPromises } from './ledger-promises.ts'
import { archived, integrated, received } from './outcomes.ts'

const reason = noPostgres()

/** An empty record, opened. */
async function freshLedger() {
  const { url } = await freshPostgres()
  return { url, ledger: await openLedger({ url }) }
}

async function onDatabase<T>(url: string, ask: (database: Database) => Promise<T>): Promise<T> {
  const database = openPostgres(url)
  try {
    return await ask(database)
  } finally {
    await database.destroy()
  }
}

describe.skipIf(reason !== undefined)(`on PostgreSQL${reason === undefined ? '' : ` (${reason})`}`, () => {
  const make = () => {
    const record = freshPostgres()
    return { open: async () => openLedger(await record) }
  }
  keepsLedgerPromises(make)
  keepsDutyPromises(make)

  test('a commit is synced before it returns, also where the operator’s default is that it is not', async () => {
    const { url } = await freshPostgres()
    const name = new URL(url).pathname.slice(1)
    await (await postgresOfThisFile()).ask(`alter database ${name} set synchronous_commit = off`)
    const rows = await onDatabase(url, (database) => sql`show synchronous_commit`.execute(database))
    expect(rows.rows).toEqual([{ synchronous_commit: 'on' }])
  })

  test('what was committed is there when the record is opened again, under the same id', async () => {
    const { url, ledger: first } = await freshLedger()
    const [receipt] = await first.receive([received()])
    await first[Symbol.asyncDispose]()
    await using again = await openLedger({ url })
    expect(again.id).toBe(first.id)
    expect(await again.pendingFlows(0, 10)).toMatchObject([{ flow: receipt?.flow, run: 0 }])
  })

  test('a record written by a newer version is refused, and left as it was', async () => {
    const { url, ledger } = await freshLedger()
    await ledger[Symbol.asyncDispose]()
    await onDatabase(url, (database) =>
      sql`update about set value = '99' where name = 'version'`.execute(database),
    )
    await expect(openLedger({ url })).rejects.toThrow(
      `version 99, cette version d’Écluse ne connaît que la version ${MIGRATIONS.length}`,
    )
  })

  test('many that open an empty record at once find one record', async () => {
    const { url } = await freshPostgres()
    const ledgers = await Promise.all(Array.from({ length: 8 }, () => openLedger({ url })))
    expect(new Set(ledgers.map((ledger) => ledger.id)).size).toBe(1)
    await Promise.all(ledgers.map((ledger) => ledger[Symbol.asyncDispose]()))
  })

  test('text is compared byte by byte, whatever language the database is in', async () => {
    const { url, ledger } = await freshLedger()
    await ledger.receive(['b', 'é', 'A', 'a', 'Z'].map((name) => received({ name })))
    await ledger[Symbol.asyncDispose]()
    const rows = await onDatabase(url, (database) =>
      database.selectFrom('flows').select('name').orderBy('name').execute(),
    )
    expect(rows.map(({ name }) => name)).toEqual(['A', 'Z', 'a', 'b', 'é'])
  })

  test('counts, sums and numbers come back as numbers', async () => {
    const { url, ledger } = await freshLedger()
    await ledger.receive([received({ size: 3_000_000_000 }), received({ size: 3_000_000_000 })])
    await ledger[Symbol.asyncDispose]()
    const row = await onDatabase(url, (database) =>
      database
        .selectFrom('flows')
        .select((of) => [
          of.fn.max('number').as('last'),
          of.fn.countAll().as('all'),
          of.fn.sum('size').as('size'),
        ])
        .executeTakeFirstOrThrow(),
    )
    expect(row).toEqual({ last: 2, all: 2, size: 6_000_000_000 })
  })

  test('a NUL in a text a depositor wrote is no trouble', async () => {
    const { ledger } = await freshLedger()
    await using _ = ledger
    const [receipt] = await ledger.receive([received({ name: 'nom\0coupé' })])
    expect((await ledger.load(receipt?.flow ?? 0))?.name).toBe('nom\uFFFDcoupé')
  })

  test('the number of a flow is never given again', async () => {
    const { url, ledger } = await freshLedger()
    await using _ = ledger
    const [first] = await ledger.receive([received()])
    await onDatabase(url, async (database) => {
      for (const table of ['events', 'runs', 'flows'] as const) await database.deleteFrom(table).execute()
    })
    const [second] = await ledger.receive([received()])
    expect(second?.flow).toBeGreaterThan(first?.flow ?? 0)
  })

  test('the hot questions are answered from an index', async () => {
    const { url, ledger } = await freshLedger()
    await ledger[Symbol.asyncDispose]()
    await onDatabase(url, async (database) => {
      await sql`
        insert into flows (name, depositor, sha256, size, drop_identity, received_at, state, run)
        select 'n', 'd' || g % 7, g::text, 1, g::text, 't', 'integrated', 0 from generate_series(1, 20000) g
      `.execute(database)
      await sql`analyze flows`.execute(database)
      const plan = (query: string) =>
        database.connection().execute(async (connection) => {
          await sql`set enable_seqscan = off`.execute(connection)
          return JSON.stringify((await sql`explain ${sql.raw(query)}`.execute(connection)).rows)
        })
      const pending = `"state" in ('received', 'processing')`
      expect(await plan(`select number from flows where ${pending} order by number limit 9`)).toContain(
        'flows_pending',
      )
      expect(
        await plan(
          `select id from outbox where "endpoint" = 'x' and "state" = 'pending' order by id limit 9`,
        ),
      ).toContain('outbox_pending')
      expect(
        await plan(
          `select number from flows where "depositor" = 'd1' and "sha256" = '99' and number < 15000`,
        ),
      ).toContain('flows_bytes')
    })
  })

  test('a server that cannot hold a record, or lets nobody in, is refused without its password', async () => {
    const server = await postgresOfThisFile()
    await server.ask(`create database en_ascii template template0 encoding 'SQL_ASCII'`)
    await expect(openLedger({ url: server.url('en_ascii') })).rejects.toThrow(/SQL_ASCII.*UTF8/)
    const wrong = server.url('absente').replace('ecluse@', 'ecluse:tres-secret@')
    const refused = await openLedger({ url: wrong }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ name: 'NoRecord', message: expect.stringContaining('absente') })
    expect(String(refused)).not.toContain('tres-secret')
  })
})

describe.skipIf(reason !== undefined)('several that write to one PostgreSQL at once', () => {
  test('all succeed', async () => {
    const { url } = await freshPostgres()
    const ledgers = await Promise.all(Array.from({ length: 4 }, () => openLedger({ url })))
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

  test('groups of outcomes that want the same invoices in another order never wait in a circle', async () => {
    const { url } = await freshPostgres()
    const ledgers = await Promise.all(Array.from({ length: 4 }, () => openLedger({ url })))
    const [first] = ledgers
    if (first === undefined) throw new Error('no ledger')
    const ROUNDS = 6
    let committed = 0
    for (let round = 0; round < ROUNDS; round++) {
      // Each more than one statement may carry: who has the first is still to ask for the second.
      const sets = ['x', 'y'].map((set) =>
        Array.from({ length: 400 }, (_, index) => `${round} ${set} ${index}`),
      )
      const receipts = await first.receive(ledgers.flatMap(() => sets.map(() => received())))
      const groups = ledgers.map((_, who) =>
        (who % 2 === 0 ? sets : sets.toReversed()).map((keys, index) =>
          archived(integrated(receipts[who * 2 + index]?.flow ?? 0, keys)),
        ),
      )
      const results = await Promise.all(ledgers.map((ledger, who) => ledger.commit(groups[who] ?? [])))
      committed += results.flat().filter((result) => result === 'committed').length
    }
    expect(committed).toBe(ROUNDS * 2)
    expect(await deadlocksOn(url)).toBe(0)
    await Promise.all(ledgers.map((ledger) => ledger[Symbol.asyncDispose]()))
  })

  test('a transaction the server gives up for another’s sake is run again', async () => {
    const { url, ledger } = await freshLedger()
    await ledger.duties.take(['a', 'b'], { owner: 'nobody' }, 60_000)
    await ledger[Symbol.asyncDispose]()
    await onDatabase(url, async (database) => {
      const { promise: bothBegun, resolve } = Promise.withResolvers<void>()
      let begun = 0
      const inOrder = (names: readonly string[]) =>
        database.transaction().execute(async (transaction) => {
          for (const name of names) {
            await transaction
              .updateTable('duties')
              .set({ owner: names.join() })
              .where('name', '=', name)
              .execute()
            begun += 1
            if (begun === 2) resolve()
            await bothBegun
          }
        })
      await Promise.all([inOrder(['a', 'b']), inOrder(['b', 'a'])])
      const owners = await database.selectFrom('duties').select('owner').distinct().execute()
      expect(owners).toHaveLength(1)
    })
    expect(await deadlocksOn(url)).toBeGreaterThan(0)
  })
})

/** The server tells of one a little later. */
async function deadlocksOn(url: string): Promise<number> {
  const server = await postgresOfThisFile()
  const name = new URL(url).pathname.slice(1)
  await server.ask('select pg_sleep(0.6), pg_stat_clear_snapshot()')
  const [row] = await server.ask<{ deadlocks: string }>(
    `select deadlocks from pg_stat_database where datname = '${name}'`,
  )
  return Number(row?.deadlocks)
}

describe.skipIf(reason !== undefined)('a PostgreSQL that goes away', () => {
  test('and cuts every connection is found again, by the next question', async () => {
    const { ledger } = await freshLedger()
    await using _ = ledger
    const server = await postgresOfThisFile()
    for (let time = 0; time < 3; time++) {
      await Promise.all(Array.from({ length: 4 }, () => ledger.countPendingFlows()))
      await server.ask(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ecluse'`,
      )
      await setTimeout(50)
      expect(await ledger.countPendingFlows()).toBe(0)
    }
  })

  test('is waited for, and what was committed is there; a transaction it went under is begun again', async () => {
    const { url, ledger } = await freshLedger()
    await using _ = ledger
    const server = await postgresOfThisFile()
    await ledger.receive([received()])
    let begun = 0
    const under = onDatabase(url, (database) =>
      database.transaction().execute(async (transaction) => {
        begun += 1
        await transaction.deleteFrom('events').execute()
        if (begun === 1) await server.down('SIGKILL')
        await transaction.insertInto('duties').values({ name: 'a', owner: 'b', until: 'c' }).execute()
      }),
    )
    await setTimeout(200)
    const [late] = await Promise.all([ledger.receive([received()]), server.up(), under])
    expect(late).toMatchObject([{ isNew: true }])
    expect(await ledger.countPendingFlows()).toBe(2)
    expect(begun).toBe(2)
    expect(await ledger.duties.holders('a')).toHaveLength(1)
  })

  test('in the middle of a commit leaves its fate unknown: that is trouble, and nothing is run again', async () => {
    const { url, ledger } = await freshLedger()
    await ledger[Symbol.asyncDispose]()
    await onDatabase(url, async (database) => {
      await sql`create function die() returns trigger language plpgsql as
        'begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return null; end'`.execute(
        database,
      )
      await sql`create constraint trigger at_commit after insert on duties deferrable initially deferred
        for each row execute function die()`.execute(database)
      let begun = 0
      const cut = database.transaction().execute(async (transaction) => {
        begun += 1
        await transaction.insertInto('duties').values({ name: 'a', owner: 'b', until: 'c' }).execute()
      })
      await expect(cut).rejects.toSatisfy(isRecordTrouble)
      expect(begun).toBe(1)
    })
  })
})
