import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Archive } from './archive.ts'
import { altered, away, isMissing, unreadable } from './archive-damage.ts'
import { eachAtMost } from './each-at-most.ts'
import { ASIDE, listFolder, removeAside, restore, setAside } from './folder-archive-aside.ts'
import { syncFolder } from './sync-folder.ts'

/** Files written and synced at once: the disk joins the syncs of several into one. */
const AT_ONCE = 16
/** Bytes read at once of a document that is read piece by piece. */
const PIECE = 256 * 1024
/** Documents are written here, then renamed to their place. */
const INCOMING = '.incoming'
/** A file there that nobody touched for so long was left by a process that was killed. */
const LEFT_MS = 3_600_000

/**
 * The archive in this folder, made when absent: `ab/cd…`, the first byte of the hash being the folder's name. Several
 * processes may use one folder.
 */
export async function openFolderArchive(folder: string): Promise<Archive> {
  await makeFolders(folder)
  return {
    put: (many) => putAll(folder, many),
    putStream: (pieces) => putStream(folder, pieces),
    get: (sha256) => read(folder, sha256),
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

function pathOf(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256.slice(2))
}

/**
 * Each is synced under another name before it gets its own, and the folder's entry is synced last, once a folder. A
 * document found there already was synced before it was named, by whoever wrote it; its entry may not have been.
 */
async function putAll(folder: string, many: readonly Uint8Array[]): Promise<string[]> {
  const hashes = many.map((bytes) => createHash('sha256').update(bytes).digest('hex'))
  const wanted = new Map(hashes.map((hash, index) => [hash, many[index] as Uint8Array]))
  await eachAtMost(AT_ONCE, [...wanted], async ([hash, bytes]) => {
    const path = pathOf(folder, hash)
    if ((await sizeOf(path)) !== bytes.length) await writeBeside({ folder, path }, bytes)
  })
  const folders = new Set([...wanted.keys()].map((hash) => dirname(pathOf(folder, hash))))
  await eachAtMost(AT_ONCE, [...folders], syncFolder)
  return hashes
}

async function putStream(
  folder: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  const beside = besideName(folder)
  await writeSynced(beside, async (file) => {
    for await (const piece of pieces) {
      hash.update(piece)
      size += piece.length
      await file.writeFile(piece)
    }
  })
  const sha256 = hash.digest('hex')
  const path = pathOf(folder, sha256)
  await rename(beside, path)
  await syncFolder(dirname(path))
  return { sha256, size }
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

async function read(folder: string, sha256: string): Promise<Uint8Array> {
  const bytes = await where(folder, sha256, (path) => readFile(path))
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes
  throw altered({ path: pathOf(folder, sha256), sha256 })
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

async function writeBeside(to: { folder: string; path: string }, bytes: Uint8Array): Promise<void> {
  const beside = besideName(to.folder)
  await writeSynced(beside, (file) => file.writeFile(bytes))
  await rename(beside, to.path)
}

/** On failure nothing is left behind. */
async function writeSynced(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o640)
  try {
    await write(file)
    await file.datasync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

const WRITER = randomUUID()
let written = 0

/** A name no other writer uses, in this process or another, on this machine or another that shares the folder. */
function besideName(folder: string): string {
  written += 1
  return join(folder, INCOMING, `${WRITER}-${written}`)
}
