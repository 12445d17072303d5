import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DocumentTrouble } from '../../src/channels/endpoint.ts'
import { folderExit } from '../../src/channels/folder/exit.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-exit-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

function freshFolder(): string {
  const folder = join(root, String(made++))
  mkdirSync(folder)
  return folder
}

const parcel = (name: string, text = name) => ({ name, bytes: Buffer.from(text) })

test('documents put are whole under their names, with nothing else beside them', async () => {
  const folder = freshFolder()
  const results = await folderExit(folder, 'nous').put([parcel('un'), parcel('deux', '')])
  expect(results).toEqual(['put', 'put'])
  expect(readdirSync(folder).toSorted()).toEqual(['deux', 'un'])
  expect(readFileSync(join(folder, 'un'), 'utf8')).toBe('un')
})

test('an equal file already there counts as delivered', async () => {
  const folder = freshFolder()
  const exit = folderExit(folder, 'nous')
  await exit.put([parcel('un')])
  expect(await exit.put([parcel('un'), parcel('deux')])).toEqual(['already-there', 'put'])
})

test('a different file of the same name is never overwritten, and stops no other document', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'un'), 'autre')
  const [first, second] = await folderExit(folder, 'nous').put([parcel('un'), parcel('deux')])
  expect(first).toBeInstanceOf(DocumentTrouble)
  expect(second).toBe('put')
  expect(readFileSync(join(folder, 'un'), 'utf8')).toBe('autre')
  expect(readdirSync(folder).toSorted()).toEqual(['deux', 'un'])
})

test.each(['../dehors', 'a/b', '.caché', '', 'a\u0000b', 'x'.repeat(300)])(
  'a name that is no plain file name (%j) is this document’s trouble',
  async (name) => {
    const folder = freshFolder()
    const [result] = await folderExit(folder, 'nous').put([parcel(name)])
    expect(result).toBeInstanceOf(DocumentTrouble)
    expect(readdirSync(folder)).toEqual([])
  },
)

test('what a killed process left half written is removed, and nothing of others', async () => {
  const folder = freshFolder()
  for (const name of ['.ecluse-nous-3.part', '.ecluse-eux-3.part', 'ancien']) writeFileSync(join(folder, name), 'x')
  await folderExit(folder, 'nous').put([parcel('un')])
  expect(readdirSync(folder).toSorted()).toEqual(['.ecluse-eux-3.part', 'ancien', 'un'])
})

test('a folder that is missing is trouble of the endpoint, and is not made', async () => {
  const folder = join(root, 'absent')
  await expect(folderExit(folder, 'nous').put([parcel('un')])).rejects.toThrow(/ENOENT/)
  expect(readdirSync(root)).not.toContain('absent')
})
