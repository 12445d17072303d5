import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { openLedger } from '../../src/record/open-ledger.ts'
import { keepsDutyPromises } from './duty-promises.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-duties-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

describe('on SQLite', () => {
  keepsDutyPromises(() => {
    const file = join(folder, `${files++}.sqlite`)
    return { open: () => openLedger({ file }) }
  })
})
