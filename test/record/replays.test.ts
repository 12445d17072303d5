import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { openDesk } from '../../src/record/open-desk.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { keepsReplayPromises } from './replay-promises.ts'

describe('on SQLite', () => {
  keepsReplayPromises(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ecluse-replays-'))
    const file = join(folder, 'ecluse.sqlite')
    const ledger = await openLedger({ file })
    const desk = await openDesk({ file })
    return {
      ledger,
      desk,
      async [Symbol.asyncDispose]() {
        await desk[Symbol.asyncDispose]()
        await ledger[Symbol.asyncDispose]()
        rmSync(folder, { recursive: true })
      },
    }
  })
})
