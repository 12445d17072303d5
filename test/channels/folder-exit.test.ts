import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { folderExit } from '../../src/channels/folder/exit.ts'
import { exitPromises } from './exit-promises.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-exit-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

exitPromises({
  freshFolder() {
    const folder = join(root, String(made++))
    mkdirSync(folder)
    return folder
  },
  exitTo: (folder) => folderExit(folder, 'nous'),
  missing: /ENOENT/,
})
