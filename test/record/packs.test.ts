import { createHash, randomBytes } from 'node:crypto'
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Archive } from '../../src/record/archive.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'
import { closePack } from '../../src/record/packs/writer.ts'
import { relinkPacks } from '../../src/record/packs/relink.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-packs-'))
afterAll(() => rmSync(folder, { recursive: true }), 60_000)
let made = 0
const freshFolder = () => join(folder, String(made++))
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const pathOf = (root: string, hash: string) => join(root, hash.slice(0, 2), hash.slice(2))
const packsIn = (root: string) => readdirSync(join(root, '.packs'))
const linksIn = (root: string) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((each) => each.isSymbolicLink())
    .map((each) => join(each.parentPath, each.name))
/** Whatever file of the archive these bytes are still in. */
const holdersOf = (root: string, bytes: Buffer) =>
  readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (each) => each.isFile() && readFileSync(join(each.parentPath, each.name)).includes(bytes),
  )
const some = (count: number) => Array.from({ length: count }, (_, index) => randomBytes(1_000 + index))

/** Documents in a pack that is closed, as a full one is. */
async function closed(root: string, documents: readonly Uint8Array[]): Promise<Archive> {
  const hashes = await (await openFolderArchive(root)).put(documents)
  const folders = new Set(hashes.map((hash) => hash.slice(0, 2)))
  for (const name of packsIn(root)) await closePack(root, { id: name.slice(0, 16), folders })
  expect(packsIn(root).every((name) => !name.endsWith('.open'))).toBe(true)
  return openFolderArchive(root)
}

test('documents put at once, and while others are written, are in one file', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  const documents = some(40)
  await Promise.all(documents.map((each) => archive.put([each, ...some(2)])))
  expect(packsIn(root)).toHaveLength(1)
  for (const each of documents) expect(await archive.get(hashOf(each))).toEqual(each)
})

test('links lost in a power cut are made again, from what the pack says is in it', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  const documents = some(30)
  for (const each of documents) await archive.put([each])
  for (const link of linksIn(root).slice(5)) unlinkSync(link)
  await relinkPacks(root)
  for (const each of documents) expect(await archive.get(hashOf(each))).toEqual(each)
  expect(linksIn(root)).toHaveLength(30)
})

test('a block cut in the middle ends its pack: what was whole before it is linked, what is not is put again', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  const [whole, cut] = [randomBytes(5_000), randomBytes(5_000)]
  await archive.put([whole])
  await archive.put([cut])
  const [pack = ''] = packsIn(root)
  truncateSync(join(root, '.packs', pack), 8_000)
  for (const link of linksIn(root)) unlinkSync(link)
  await relinkPacks(root)
  expect(linksIn(root)).toHaveLength(1)
  const next = await openFolderArchive(root)
  expect(await next.get(hashOf(whole))).toEqual(whole)
  await expect(next.get(hashOf(cut))).rejects.toMatchObject({ damage: 'missing' })
  await next.put([cut])
  expect(await next.get(hashOf(cut))).toEqual(cut)
})

test('bytes that are not the document’s are not linked', async () => {
  const root = freshFolder()
  await (await openFolderArchive(root)).put(some(1))
  const path = join(root, '.packs', packsIn(root)[0] ?? '')
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(0, bytes.length - 10))
  for (const link of linksIn(root)) unlinkSync(link)
  await relinkPacks(root)
  expect(linksIn(root)).toEqual([])
})

test('a document whose link is there, but not the whole of it, is put again', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  const document = randomBytes(5_000)
  await archive.put([document])
  truncateSync(join(root, '.packs', packsIn(root)[0] ?? ''), 1_000)
  await expect(archive.get(hashOf(document))).rejects.toMatchObject({ damage: 'altered' })
  const next = await openFolderArchive(root)
  await next.put([document])
  expect(await next.get(hashOf(document))).toEqual(document)
})

test('a pack nobody has written to for hours is closed, a recent one is not', async () => {
  const root = freshFolder()
  const documents = some(3)
  const archive = await openFolderArchive(root)
  await archive.put(documents)
  await relinkPacks(root)
  const [pack = ''] = packsIn(root)
  expect(pack).toMatch(/\.open$/)
  const long = new Date(Date.now() - 3 * 3_600_000)
  utimesSync(join(root, '.packs', pack), long, long)
  await relinkPacks(root)
  expect(packsIn(root)).toEqual([pack.slice(0, 16)])
  for (const each of documents) expect(await archive.get(hashOf(each))).toEqual(each)
})

test('a document removed is in no file any more, and its neighbours are', async () => {
  for (const open of [openFolderArchive, (root: string) => closed(root, [])]) {
    const root = freshFolder()
    const [gone, kept] = [randomBytes(2_000), randomBytes(2_000)]
    const archive = await open(root)
    await archive.put([gone, kept])
    await archive.setAside([hashOf(gone)])
    await archive.remove([hashOf(gone)])
    expect(holdersOf(root, gone)).toEqual([])
    expect(await archive.get(hashOf(kept))).toEqual(kept)
  }
})

test('the same bytes put by two at once are in one file', async () => {
  const root = freshFolder()
  const same = randomBytes(2_000)
  const archives = await Promise.all(Array.from({ length: 4 }, () => openFolderArchive(root)))
  await Promise.all(archives.map((archive) => archive.put([same])))
  expect(holdersOf(root, same)).toHaveLength(1)
  expect(await archives[0]?.get(hashOf(same))).toEqual(same)
})

test('a copy that lies aside goes without the one put since, whoever of the two is kept', async () => {
  for (const end of ['remove', 'restore', 'setAside'] as const) {
    const root = freshFolder()
    const archive = await openFolderArchive(root)
    const document = randomBytes(2_000)
    const hash = hashOf(document)
    await archive.put([document])
    await archive.setAside([hash])
    await (await openFolderArchive(root)).put([document])
    expect(holdersOf(root, document)).toHaveLength(2)
    await archive[end]([hash])
    expect(holdersOf(root, document)).toHaveLength(1)
    expect(await archive.get(hash)).toEqual(document)
  }
})

test('what lies aside is not linked a second time', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  const document = randomBytes(2_000)
  const hash = hashOf(document)
  await archive.put([document])
  await archive.setAside([hash])
  await relinkPacks(root)
  expect(linksIn(root)).toEqual([join(root, '.expiring', hash)])
  await archive.remove([hash])
  expect(await archive.has(hash)).toBe(false)
})

test('a pack of which little is left goes; what is left of it stays, in its place or aside', async () => {
  const root = freshFolder()
  const documents = some(20)
  const archive = await closed(root, documents)
  const [kept, aside, ...gone] = documents.map(hashOf)
  await archive.setAside([aside as string, ...gone])
  const before = packsIn(root)
  await archive.remove(gone.slice(0, 10))
  expect(packsIn(root)).toEqual(before)
  await archive.remove(gone.slice(10))
  expect(packsIn(root)).toHaveLength(1)
  expect(packsIn(root)).not.toEqual(before)
  expect(await archive.get(kept as string)).toEqual(documents[0])
  expect(await archive.get(aside as string)).toEqual(documents[1])
  await archive.restore([aside as string])
  expect(await archive.get(aside as string)).toEqual(documents[1])
})

test('a pack of which nothing is left goes', async () => {
  const root = freshFolder()
  const hashes = some(3).map((bytes) => ({ bytes, hash: hashOf(bytes) }))
  const archive = await closed(
    root,
    hashes.map(({ bytes }) => bytes),
  )
  await archive.setAside(hashes.map(({ hash }) => hash))
  await archive.remove(hashes.map(({ hash }) => hash))
  expect(packsIn(root)).toEqual([])
})

test('a damaged pack is not given up: what is wrong with it is still there to be found', async () => {
  const root = freshFolder()
  const documents = some(20)
  const archive = await closed(root, documents)
  const [damaged = '', ...gone] = documents.map(hashOf)
  const path = join(root, '.packs', packsIn(root)[0] ?? '')
  const bytes = readFileSync(path)
  const at = bytes.indexOf(documents[0] as Buffer)
  bytes.fill(0, at, at + 10)
  writeFileSync(path, bytes)
  await archive.setAside(gone)
  await archive.remove(gone)
  await expect(archive.get(damaged)).rejects.toMatchObject({ damage: 'altered' })
})

test('an archive of before packs is read, listed, and its documents leave as ever', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  const document = Buffer.from('d’avant')
  const hash = hashOf(document)
  writeFileSync(pathOf(root, hash), document)
  expect(await archive.get(hash)).toEqual(document)
  await archive.put([document])
  expect(lstatSync(pathOf(root, hash)).isFile()).toBe(true)
  const listed = []
  for await (const group of archive.list()) listed.push(...group)
  expect(listed).toEqual([{ sha256: hash, size: document.length }])
  await archive.setAside([hash])
  await archive.remove([hash])
  expect(await archive.has(hash)).toBe(false)
})

test('a large document is a file of its own', async () => {
  const root = freshFolder()
  const archive = await openFolderArchive(root)
  const document = randomBytes(2 * 1024 * 1024)
  await archive.put([document])
  expect(lstatSync(pathOf(root, hashOf(document))).isFile()).toBe(true)
  expect(packsIn(root)).toEqual([])
})
