import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { freshPostgres, noPostgres } from '../postgres-world.ts'
import { keepsLargeSearchPromises } from './large-search-promises.ts'
import { keepsSearchPromises } from './search-promises.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-search-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const freshFile = async () => ({ file: join(folder, `${files++}`, 'ecluse.sqlite') })

describe('on SQLite', () => {
  keepsSearchPromises(freshFile)
  keepsLargeSearchPromises(freshFile)
})

const reason = noPostgres()

describe.skipIf(reason !== undefined)(`on PostgreSQL${reason === undefined ? '' : ` (${reason})`}`, () => {
  keepsSearchPromises(freshPostgres)
  keepsLargeSearchPromises(freshPostgres)
})
