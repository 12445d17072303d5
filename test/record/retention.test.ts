import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { createQueryId, SqliteQueryCompiler } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { connect } from '../../src/record/connect.ts'
import { expireDocuments, expireRecords } from '../../src/record/expire.ts'
import { referred } from '../../src/record/referred.ts'
import type { AgeRule } from '../../src/record/retention.ts'
import { freshPostgres, noPostgres } from '../postgres-world.ts'
import { keepsRetentionPromises } from './retention-promises.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-retention-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const RULE: AgeRule = {
  name: 'recordsDays',
  days: 1,
  states: ['integrated'],
  before: '2026-01-01T00:00:00.000Z',
}

describe('on SQLite', () => {
  keepsRetentionPromises(async () => ({ file: join(folder, `${files++}`, 'ecluse.sqlite') }))

  test('who refers to a document, and what is due, is answered from an index', async () => {
    const file = join(folder, `${files++}`, 'ecluse.sqlite')
    const database = await connect({ file })
    const asked: string[] = []
    const sqlite = new Sqlite(file)
    const watched = database.withPlugin({
      transformQuery({ node }) {
        const { sql, parameters } = new SqliteQueryCompiler().compileQuery(node, createQueryId())
        asked.push(JSON.stringify(sqlite.prepare(`explain query plan ${sql}`).all(...parameters)))
        return node
      },
      transformResult: ({ result }) => Promise.resolve(result),
    })
    await referred(watched, ['a'.repeat(64), 'b'.repeat(64)])
    await expireDocuments(watched, RULE, 10)
    await expireRecords(watched, RULE, 10)
    sqlite.close()
    await database.destroy()
    const plans = asked.join('\n')
    const indexes = ['flows_hash', 'outbox_hash', 'deposits_hash', 'flows_settled', 'flows_without_documents']
    for (const index of indexes) expect(plans).toContain(index)
    expect(plans).not.toMatch(/SCAN (flows|outbox|deposits)/)
  })
})

const reason = noPostgres()
describe.skipIf(reason !== undefined)(`on PostgreSQL${reason === undefined ? '' : ` (${reason})`}`, () => {
  keepsRetentionPromises(freshPostgres)
})
