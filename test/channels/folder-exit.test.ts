import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { folderExit } from '../../src/channels/folder/exit.ts'
import { exitPromises } from './exit-promises.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-exit-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

describe.each([
  ['on the record’s own disk', statSync(root, { bigint: true }).dev],
  ['on another disk', undefined],
])('%s', (_, own) => {
  exitPromises({
    freshFolder() {
      const folder = join(root, String(made++))
      mkdirSync(folder)
      return folder
    },
    exitTo: (folder) => folderExit(folder, 'nous', own),
    missing: /ENOENT/,
  })
})

test('a folder made anew in the place of another is another place', async () => {
  const folder = join(root, 'refait')
  mkdirSync(folder)
  const before = await folderExit(folder, 'nous').place()
  rmSync(folder, { recursive: true })
  mkdirSync(folder)
  const exit = folderExit(folder, 'nous')
  expect(await exit.place()).not.toBe(before)
  expect(await exit.release(before, [{ id: 1, mark: 'a1', name: 'un' }])).toEqual(['elsewhere'])
})
