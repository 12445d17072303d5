import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { ArchiveTrouble } from '../../src/record/archive.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-archive-'))
afterAll(() => rmSync(folder, { recursive: true }))
let made = 0
const freshFolder = () => join(folder, String(made++), 'archive')
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const pathOf = (root: string, hash: string) => join(root, hash.slice(0, 2), hash.slice(2))
async function all<T>(pieces: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const piece of pieces) found.push(piece)
  return found
}
const filesIn = (root: string) =>
  readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())

const beside = join(folder, 'record.sqlite')
writeFileSync(beside, '')

describe.each([
  ['beside the record, its small files made by the thread that puts them', { file: beside }],
  ['on a disk of its own', undefined],
])('%s', (_, record) => {
  const openArchive = (root: string) => openFolderArchive(root, record)

  test('a document put is got back, byte for byte, by its hash', async () => {
    const archive = await openArchive(freshFolder())
    const documents = [Buffer.from('une facture'), Buffer.alloc(0), Buffer.from([0, 255, 10, 13])]
    const hashes = await archive.put(documents)
    expect(hashes).toEqual(documents.map(hashOf))
    for (const [index, hash] of hashes.entries()) expect(await archive.get(hash)).toEqual(documents[index])
  })

  test('the same bytes are kept once, however often and by however many they are put', async () => {
    const root = freshFolder()
    const [one, two] = await Promise.all([openArchive(root), openArchive(root)])
    const same = Buffer.from('la même')
    await Promise.all([one.put([same, same]), two.put([same]), one.put([same]), two.put([same, same])])
    expect(filesIn(root)).toHaveLength(1)
  })

  test('a document that is missing is trouble that names it', async () => {
    const archive = await openArchive(freshFolder())
    const hash = hashOf(Buffer.from('jamais'))
    expect(await archive.has(hash)).toBe(false)
    await expect(archive.get(hash)).rejects.toThrow(ArchiveTrouble)
    await expect(archive.get(hash)).rejects.toThrow(hash)
  })

  test('an archive that is away says nothing of its documents', async () => {
    const root = freshFolder()
    const archive = await openArchive(root)
    const [hash = ''] = await archive.put([Buffer.from('là')])
    renameSync(root, `${root}-loin`)
    await expect(archive.get(hash)).rejects.toMatchObject({ damage: 'unreadable' })
    renameSync(`${root}-loin`, root)
    expect(await archive.get(hash)).toEqual(Buffer.from('là'))
  })

  test('a document altered on disk is trouble, never handed out', async () => {
    const root = freshFolder()
    const archive = await openArchive(root)
    const [hash = ''] = await archive.put([Buffer.from('100,00')])
    writeFileSync(pathOf(root, hash), '999,00')
    await expect(archive.get(hash)).rejects.toThrow(/altéré/)
  })

  test('a document cut short on disk is written again when it is put again', async () => {
    const root = freshFolder()
    const archive = await openArchive(root)
    const document = Buffer.from('entier')
    const [hash = ''] = await archive.put([document])
    writeFileSync(pathOf(root, hash), 'ent')
    await archive.put([document])
    expect(await archive.get(hash)).toEqual(document)
  })

  test('a stream is kept as the same bytes put whole would be', async () => {
    const root = freshFolder()
    const archive = await openArchive(root)
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
    const archive = await openArchive(root)
    async function* stream() {
      yield Buffer.from('début')
      throw new Error('coupé')
    }
    await expect(archive.putStream(stream())).rejects.toThrow('coupé')
    expect(filesIn(root)).toEqual([])
  })

  const asideOf = (root: string, hash: string) => join(root, '.expiring', hash)

  test('a document set aside is still got, whole or in pieces, until it is removed', async () => {
    const root = freshFolder()
    const archive = await openArchive(root)
    const [hash = ''] = await archive.put([Buffer.from('bientôt retirée')])
    await archive.setAside([hash])
    expect(existsSync(pathOf(root, hash))).toBe(false)
    expect((await archive.get(hash)).toString()).toBe('bientôt retirée')
    expect(Buffer.concat(await all(archive.pieces(hash))).toString()).toBe('bientôt retirée')
    expect(Buffer.from(await archive.head(hash, 3)).toString()).toBe('bie')
    expect(await archive.has(hash)).toBe(true)
    await archive.remove([hash])
    expect(await archive.has(hash)).toBe(false)
    await expect(archive.get(hash)).rejects.toMatchObject({ damage: 'missing' })
    await expect(archive.head(hash, 3)).rejects.toMatchObject({ damage: 'missing' })
    await expect(all(archive.pieces(hash))).rejects.toMatchObject({ damage: 'missing' })
  })

  test('a document put while it lies aside is written anew, and outlives the removal', async () => {
    const archive = await openArchive(freshFolder())
    const document = Buffer.from('revenue')
    const [hash = ''] = await archive.put([document])
    await archive.setAside([hash])
    await archive.put([document])
    await archive.remove([hash])
    expect(await archive.get(hash)).toEqual(document)
  })

  test('a document restored is in its place again; one put meanwhile stays, one cut short gives way', async () => {
    const root = freshFolder()
    const archive = await openArchive(root)
    const document = Buffer.from('rappelée')
    const [hash = ''] = await archive.put([document])
    for (const meanwhile of [
      () => Promise.resolve(),
      () => archive.put([document]),
      async () => writeFileSync(pathOf(root, hash), 'rap'),
    ]) {
      await archive.setAside([hash])
      await meanwhile()
      await archive.restore([hash])
      expect(existsSync(asideOf(root, hash))).toBe(false)
      expect(await archive.get(hash)).toEqual(document)
    }
  })

  test('a document altered where it lies aside is trouble too, never handed out', async () => {
    const root = freshFolder()
    const archive = await openArchive(root)
    const [hash = ''] = await archive.put([Buffer.from('100,00')])
    await archive.setAside([hash])
    writeFileSync(asideOf(root, hash), '999,00')
    await expect(archive.get(hash)).rejects.toMatchObject({ damage: 'altered' })
    await expect(all(archive.pieces(hash))).rejects.toMatchObject({ damage: 'altered' })
  })

  test('what nobody has cannot be set aside, restored or removed, and that is no trouble', async () => {
    const archive = await openArchive(freshFolder())
    const hash = hashOf(Buffer.from('jamais'))
    await archive.setAside([hash])
    await archive.restore([hash])
    await archive.remove([hash])
    expect(await archive.has(hash)).toBe(false)
  })

  test('the list has every document in its place with its size, and nothing else', async () => {
    const root = freshFolder()
    const archive = await openArchive(root)
    const hashes = await archive.put(Array.from({ length: 300 }, (_, size) => Buffer.alloc(size)))
    const [gone = '', ...others] = hashes
    await archive.setAside([gone])
    writeFileSync(join(root, 'ab', 'not a document'), '')
    const listed = (await all(archive.list())).flat()
    expect(new Map(listed.map(({ sha256, size }) => [sha256, size]))).toEqual(
      new Map(others.map((hash, index) => [hash, index + 1])),
    )
  })

  test('a reader never misses a document that is moved away, or back, while it looks', async () => {
    const archive = await openArchive(freshFolder())
    const document = Buffer.from('déplacée')
    const [hash = ''] = await archive.put([document])
    const moved = new AbortController()
    const moving = (async () => {
      for (let time = 0; time < 100; time++) {
        await archive.setAside([hash])
        await setTimeout(2)
        await archive.restore([hash])
        await setTimeout(2)
      }
      moved.abort()
    })()
    let reads = 0
    for (; !moved.signal.aborted; reads++) expect(await archive.get(hash)).toEqual(document)
    await moving
    expect(reads).toBeGreaterThan(500)
  })
})
