import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import type { RecordAt } from '../../src/record/connect.ts'
import { openDesk } from '../../src/record/open-desk.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { freshPostgres, noPostgres } from '../postgres-world.ts'
import type { RecordUnderTest } from './replay-promises.ts'

/** The promises, held on SQLite and, where it can be had, on PostgreSQL: each test on an empty record of its own. */
export function onBothEngines(promises: (open: () => Promise<RecordUnderTest>) => void): void {
  describe('on SQLite', () => {
    promises(() => {
      const folder = mkdtempSync(join(tmpdir(), 'ecluse-record-'))
      return open({ file: join(folder, 'ecluse.sqlite') }, () => rmSync(folder, { recursive: true }))
    })
  })
  const reason = noPostgres()
  describe.skipIf(reason !== undefined)(`on PostgreSQL${reason === undefined ? '' : ` (${reason})`}`, () => {
    promises(async () => open(await freshPostgres(), () => undefined))
  })
}

async function open(at: RecordAt, gone: () => void): Promise<RecordUnderTest> {
  const ledger = await openLedger(at)
  const desk = await openDesk(at)
  return {
    ledger,
    desk,
    async [Symbol.asyncDispose]() {
      await desk[Symbol.asyncDispose]()
      await ledger[Symbol.asyncDispose]()
      gone()
    },
  }
}
