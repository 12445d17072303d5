import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import type { RecordAt } from '../../src/record/connect.ts'
import { openDesk } from '../../src/record/open-desk.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { freshPostgres, noPostgres } from '../postgres-world.ts'
import { keepsLaneDeskPromises } from './lane-desk-promises.ts'

async function openBoth(record: RecordAt, remove: () => void) {
  const ledger = await openLedger(record)
  const desk = await openDesk(record)
  return {
    ledger,
    desk,
    async [Symbol.asyncDispose]() {
      await desk[Symbol.asyncDispose]()
      await ledger[Symbol.asyncDispose]()
      remove()
    },
  }
}

describe('on SQLite', () => {
  keepsLaneDeskPromises(() => {
    const folder = mkdtempSync(join(tmpdir(), 'ecluse-lanes-'))
    return openBoth({ file: join(folder, 'ecluse.sqlite') }, () => rmSync(folder, { recursive: true }))
  })
})

const reason = noPostgres()

describe.skipIf(reason !== undefined)(`on PostgreSQL${reason === undefined ? '' : ` (${reason})`}`, () => {
  keepsLaneDeskPromises(async () => openBoth(await freshPostgres(), () => undefined))
})
