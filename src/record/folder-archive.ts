import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Archive } from './archive.ts'
import { altered, away, isMissing, unreadable } from './archive-damage.ts'
import { eachAtMost } from './each-at-most.ts'
import { byAnother, type FileCalls, SMALL_BYTES } from './file-calls.ts'
import { ASIDE, listFolder, removeAside, restore, setAside } from './folder-archive-aside.ts'
import { INCOMING, pathOf, putAll, putStream, type Shelf } from './folder-archive-put.ts'
import { callsInto, ownDisk } from './own-disk.ts'
import { syncFolder } from './sync-folder.ts'
import { takingTurns } from './taking-turns.ts'

/** Folders made at once. */
const AT_ONCE = 16
/** Bytes read at once of a document that is read piece by piece. */
const PIECE = 256 * 1024
/** A file there that nobody touched for so long was left by a process that was killed. */
const LEFT_MS = 3_600_000

/**
 * The archive in this folder, made when absent: `ab/cd…`, the first byte of the hash being the folder's name. Several
 * processes may use one folder. Whoever names the record, which must be there, gets small documents put, and got, faster
 * where both are on one disk when it is opened (`own-disk.ts`).
 */
export async function openFolderArchive(
  folder: string,
  record?: { file: string } | { url: string },
): Promise<Archive> {
  await makeFolders(folder)
  const own = record === undefined ? undefined : ownDisk(record)
  const shelf: Shelf = { folder, calls: callsInto(await stat(folder, { bigint: true }), own) }
  const turn = takingTurns()
  return {
    put: (many) => putAll(shelf, many),
    putStream: (pieces) => putStream(folder, pieces),
    get: (sha256) => read(shelf, turn, sha256),
    pieces: (sha256) => readPieces(folder, sha256),
    head: (sha256, length) => readHead(folder, sha256, length),
    has: (sha256) => isThere(folder, sha256),
    list: () => list(folder),
    setAside: (hashes) => setAside(folder, hashes),
    restore: (hashes) => restore(folder, hashes),
    remove: (hashes) => removeAside(folder, hashes),
  }
}

const PLACES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** All 256 at once, so that putting a document never has to make, and sync, a folder. */
async function makeFolders(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await eachAtMost(AT_ONCE, [...PLACES, INCOMING, ASIDE], async (name) => {
    await mkdir(join(folder, name), { recursive: true })
  })
  await syncFolder(folder)
  await syncFolder(dirname(folder))
  await removeLeftovers(join(folder, INCOMING))
}

async function removeLeftovers(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const found = await stat(path).catch(() => undefined) // renamed to its place meanwhile
    if (found !== undefined && Date.now() - found.mtimeMs > LEFT_MS) await rm(path, { force: true })
  }
}

async function* list(folder: string) {
  for (const place of PLACES) yield await listFolder(folder, place)
}

/**
 * Does this with the document's path: its place, or where it is set aside. It may be moved between the two looks, hence
 * the third.
 */
async function where<T>(folder: string, sha256: string, use: (path: string) => Promise<T>): Promise<T> {
  const place = pathOf(folder, sha256)
  let missing: unknown
  for (const path of [place, join(folder, ASIDE, sha256), place]) {
    try {
      return await use(path)
    } catch (error) {
      if (!isMissing(error)) throw unreadable({ path, sha256 }, error)
      missing = error
    }
  }
  if ((await sizeOf(join(folder, INCOMING))) === undefined) throw away({ path: folder, sha256 }, missing)
  throw unreadable({ path: place, sha256 }, missing)
}

async function read(
  { folder, calls }: Shelf,
  turn: () => Promise<void> | undefined,
  sha256: string,
): Promise<Uint8Array> {
  await turn()
  const bytes = await where(folder, sha256, (path) => contentOf(path, calls))
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes
  throw altered({ path: pathOf(folder, sha256), sha256 })
}

async function contentOf(path: string, calls: FileCalls): Promise<Uint8Array> {
  const file = await calls.open(path, constants.O_RDONLY)
  try {
    const size = Number((await calls.stats(file)).size)
    return await (size > SMALL_BYTES ? byAnother : calls).read(file, size)
  } finally {
    await calls.close(file)
  }
}

async function* readPieces(folder: string, sha256: string): AsyncGenerator<Uint8Array> {
  const path = pathOf(folder, sha256)
  const hash = createHash('sha256')
  await using file = await where(folder, sha256, (found) => open(found, constants.O_RDONLY))
  try {
    const stream = file.createReadStream({ highWaterMark: PIECE, autoClose: false })
    for await (const piece of stream as AsyncIterable<Buffer>) {
      hash.update(piece)
      yield piece
    }
  } catch (cause) {
    throw unreadable({ path, sha256 }, cause)
  }
  if (hash.digest('hex') !== sha256) throw altered({ path, sha256 })
}

async function readHead(folder: string, sha256: string, length: number): Promise<Uint8Array> {
  return where(folder, sha256, async (path) => {
    await using file = await open(path, constants.O_RDONLY)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  })
}

async function isThere(folder: string, sha256: string): Promise<boolean> {
  const sizes = [
    await sizeOf(pathOf(folder, sha256)),
    await sizeOf(join(folder, ASIDE, sha256)),
    await sizeOf(pathOf(folder, sha256)), // it may have been moved back meanwhile
  ]
  return sizes.some((size) => size !== undefined)
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
