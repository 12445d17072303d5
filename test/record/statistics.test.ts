import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { freshPostgres, noPostgres } from '../postgres-world.ts'
import { keepsStatisticsPromises } from './statistics-promises.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-statistics-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

describe('on SQLite', () => {
  keepsStatisticsPromises(async () => ({ file: join(folder, `${files++}`, 'ecluse.sqlite') }))
})

const reason = noPostgres()

describe.skipIf(reason !== undefined)(`on PostgreSQL${reason === undefined ? '' : ` (${reason})`}`, () => {
  keepsStatisticsPromises(freshPostgres)
})
