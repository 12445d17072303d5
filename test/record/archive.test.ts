import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ArchiveTrouble } from '../../src/record/archive.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-archive-'))
afterAll(() => rmSync(folder, { recursive: true }))
let made = 0
const freshFolder = () => join(folder, String(made++), 'archive')
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const pathOf = (root: string, hash: string) => join(root, hash.slice(0, 2), hash.slice(2))
const filesIn = (root: string) =>
  readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())

test('a document put is got back, byte for byte, by its hash', async () => {
  const archive = await openFolderArchive(freshFolder())
  const documents = [Buffer.from('une facture'), Buffer.alloc(0), Buffer.from([0, 255, 10, 13])]
  const hashes = await archive.put(documents)
  expect(hashes).toEqual(documents.map(hashOf))
  for (const [index, hash] of hashes.entries()) expect(await archive.get(hash)).toEqual(documents[index])
})

test('the same bytes are kept once, however often and by however many they are put', async () => {
  const root = freshFolder()
  const [one, two] = await Promise.all([openFolderArchive(root), openFolderArchive(root)])
  const same = Buffer.from('la même')
  await Promise.all([one.put([same, same]), two.put([same]), one.put([same]), two.put([same, same])])
  expect(filesIn(root)).toHaveLength(1)
})

test('a document that is missing is trouble that names it', async () => {
  const archive = await openFolderArchive(freshFolder())
  const hash = hashOf(Buffer.from('jamais'))
  expect(await archive.has(hash)).toBe(false)
  await expect(archive.get(hash)).rejects.toThrow(ArchiveTrouble)
  await expect(archive.get(hash)).rejects.toThrow(hash)
})

test('a document altered on disk is trouble, never handed out', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  const [hash = ''] = await archive.put([Buffer.from('100,00')])
  writeFileSync(pathOf(root, hash), '999,00')
  await expect(archive.get(hash)).rejects.toThrow(/altéré/)
})

test('a document cut short on disk is written again when it is put again', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  const document = Buffer.from('entier')
  const [hash = ''] = await archive.put([document])
  writeFileSync(pathOf(root, hash), 'ent')
  await archive.put([document])
  expect(await archive.get(hash)).toEqual(document)
})

test('a stream is kept as the same bytes put whole would be', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  const pieces = [Buffer.alloc(100_000, 1), Buffer.alloc(50_000, 2)]
  async function* stream() {
    yield* pieces
  }
  const { sha256, size } = await archive.putStream(stream())
  expect({ sha256, size }).toEqual({ sha256: hashOf(Buffer.concat(pieces)), size: 150_000 })
  expect(statSync(pathOf(root, sha256)).size).toBe(150_000)
})

test('a stream that breaks leaves nothing behind', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  async function* stream() {
    yield Buffer.from('début')
    throw new Error('coupé')
  }
  await expect(archive.putStream(stream())).rejects.toThrow('coupé')
  expect(filesIn(root)).toEqual([])
})
