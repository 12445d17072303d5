import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { connect, type RecordAt } from '../../src/record/connect.ts'
import { kept } from '../../src/record/kept-query.ts'
import type { Database } from '../../src/record/tables.ts'
import { freshPostgres, noPostgres } from '../postgres-world.ts'

interface Version {
  mark: string
  sha256: string
  since?: string
}

/** Its rows, and those found by these marks; `built` tells how often each was written anew. */
function versions() {
  const built = { insert: 0, find: 0 }
  const insert = kept((queries, { rows }: { rows: readonly Version[] }) => {
    built.insert += 1
    return queries
      .insertInto('versions')
      .values(rows.map((row) => ({ kind: 'directory', since: 'then', ...row })))
      .returning(['mark', 'sha256', 'since'])
  })
  const find = kept((queries, of: { marks: readonly string[]; not: string }) => {
    built.find += 1
    return queries
      .selectFrom('versions')
      .select('mark')
      .where('mark', 'in', of.marks)
      .where('sha256', '<>', of.not)
      .orderBy('mark')
  })
  return { built, insert, find }
}

const folder = mkdtempSync(join(tmpdir(), 'ecluse-kept-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('on SQLite', () => {
  keepsQueryPromises(() => Promise.resolve({ file: join(folder, randomUUID(), 'ecluse.sqlite') }))

  test('a value is behind a plus, or SQLite would plan the query anew each time', async () => {
    await using database = await connect({ file: join(folder, 'plus', 'ecluse.sqlite') })
    let text = ''
    const flows = kept((queries, { number }: { number: number }) => {
      const query = queries.selectFrom('flows').select('name').where('number', '=', number)
      text = query.compile().sql
      return query
    })
    await flows(database, { number: 1 })
    expect(text).toBe('select "name" from "flows" where "number" = +?')
  })
})

const reason = noPostgres()
describe.skipIf(reason !== undefined)(`on PostgreSQL${reason === undefined ? '' : ` (${reason})`}`, () => {
  keepsQueryPromises(freshPostgres)
})

function keepsQueryPromises(make: () => Promise<RecordAt>): void {
  const onRecord = async (work: (database: Database) => Promise<void>) => {
    await using database = await connect(await make())
    await work(database)
  }

  test('a query is built once for each length of its lists, and runs with the values of each time', () =>
    onRecord(async (queries) => {
      const { built, insert, find } = versions()
      for (const mark of ['a', 'b', 'c']) await insert(queries, { rows: [{ mark, sha256: `of ${mark}` }] })
      const marks = async (wanted: string[], not: string) =>
        (await find(queries, { marks: wanted, not })).rows.map(({ mark }) => mark)
      expect(await marks(['a', 'b'], 'of b')).toEqual(['a'])
      expect(await marks(['c', 'b'], 'of a')).toEqual(['b', 'c'])
      expect(await marks(['c', 'b', 'a'], '')).toEqual(['a', 'b', 'c'])
      expect(built).toEqual({ insert: 1, find: 2 })
    }))

  test('rows that give other columns, or in another order, keep their values', () =>
    onRecord(async (queries) => {
      const { built, insert } = versions()
      const rows = async (...given: Version[]) => (await insert(queries, { rows: given })).rows
      const [first, second] = await rows({ mark: 'a', sha256: '1' }, { mark: 'b', sha256: '2', since: 'now' })
      expect([first, second]).toEqual([
        { mark: 'a', sha256: '1', since: 'then' },
        { mark: 'b', sha256: '2', since: 'now' },
      ])
      expect(await rows({ sha256: '3', mark: 'c' })).toEqual([{ mark: 'c', sha256: '3', since: 'then' }])
      expect(await rows({ mark: 'd', sha256: '4' })).toEqual([{ mark: 'd', sha256: '4', since: 'then' }])
      expect(built.insert).toBe(3)
    }))

  test('what runs in a transaction is undone with it', () =>
    onRecord(async (queries) => {
      const { insert, find } = versions()
      const failing = queries.transaction().execute(async (transaction) => {
        await insert(transaction, { rows: [{ mark: 'a', sha256: '1' }] })
        throw new Error('non')
      })
      await expect(failing).rejects.toThrow('non')
      expect((await find(queries, { marks: ['a'], not: '' })).rows).toEqual([])
    }))
}
