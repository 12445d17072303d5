import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Archive } from './archive.ts'
import { altered, away, isMissing, missing, unreadable } from './archive-damage.ts'
import { eachAtMost } from './each-at-most.ts'
import { listFolder, removeAside, restore, setAside } from './folder-archive-aside.ts'
import { ASIDE, asidePath, besidePath, INCOMING, placePath } from './folder-archive-places.ts'
import { type Packable, readAt } from './packs/block.ts'
import { erase, linkTo, sizeOf } from './packs/link.ts'
import { lookAt, type Packed, PACKS, pathsOf } from './packs/location.ts'
import { PackWriter, type Written } from './packs/writer.ts'
import { syncFolder } from './sync-folder.ts'

/** Files written, or linked, at once: the disk joins what several ask of it. */
const AT_ONCE = 16
/** A larger document is a file of its own. */
const PACKED_BYTES = 1024 * 1024
/** Bytes read at once of a document that is read piece by piece. */
const PIECE = 256 * 1024
/** A file that is still to be renamed that nobody touched for so long was left by a process that was killed. */
const LEFT_MS = 3_600_000

/**
 * The archive in this folder, made when absent. In the place of a document, `ab/cd…`, the first byte of its hash being the
 * folder's name, is the document itself, when it is large, or a link that says where in a pack it is: many small documents
 * are written, and synced, as one (decision 0014). Several processes may use one folder.
 */
export async function openFolderArchive(folder: string): Promise<Archive> {
  await makeFolders(folder)
  const writer = new PackWriter(folder)
  return {
    put: (many) => putAll(folder, many, writer),
    putStream: (pieces) => putStream(folder, pieces),
    get: (sha256) => read(folder, sha256),
    pieces: (sha256) => readPieces(folder, sha256),
    head: (sha256, length) => readHead(folder, sha256, length),
    has: (sha256) => isThere(folder, sha256),
    list: () => list(folder),
    setAside: (hashes) => setAside(folder, hashes),
    restore: (hashes) => restore(folder, hashes),
    remove: (hashes) => removeAside(folder, hashes, writer),
  }
}

const PLACES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** All 256 at once, so that putting a document never has to make, and sync, a folder. */
async function makeFolders(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await eachAtMost(AT_ONCE, [...PLACES, INCOMING, ASIDE, PACKS], async (name) => {
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

/** A document found in its place already was synced before it was named or linked, by whoever put it. */
async function putAll(folder: string, many: readonly Uint8Array[], writer: PackWriter): Promise<string[]> {
  const hashes = many.map((bytes) => createHash('sha256').update(bytes).digest('hex'))
  const wanted = new Map(hashes.map((hash, index) => [hash, many[index] as Uint8Array]))
  const fresh: Packable[] = []
  for (const [sha256, bytes] of wanted) {
    if ((await sizeOf(folder, placePath(folder, sha256))) !== bytes.length) fresh.push({ sha256, bytes })
  }
  const small = fresh.filter(({ bytes }) => bytes.length <= PACKED_BYTES)
  if (small.length > 0) await writer.put(small, (written) => linkAll(folder, written))
  const large = fresh.filter(({ bytes }) => bytes.length > PACKED_BYTES)
  await eachAtMost(AT_ONCE, large, (each) => putLarge(folder, each))
  // Also of those that were there: whoever put one may not have got to the sync of its folder.
  const folders = new Set(
    [...wanted].flatMap(([sha256, { length }]) =>
      length > PACKED_BYTES ? [dirname(placePath(folder, sha256))] : [],
    ),
  )
  await eachAtMost(AT_ONCE, [...folders], syncFolder)
  return hashes
}

/** Of what somebody put before, ours is one too many. */
async function linkAll(folder: string, written: readonly Written[]): Promise<void> {
  const spare: Packed[] = []
  for (const each of written) if (!(await linkTo(folder, each))) spare.push(each.at)
  await erase(folder, spare)
}

/** Synced under another name before it gets its own; its folder's entry is to be synced after this. */
async function putLarge(folder: string, { sha256, bytes }: Packable): Promise<void> {
  const beside = besidePath(folder)
  await writeSynced(beside, (file) => file.writeFile(bytes))
  await rename(beside, placePath(folder, sha256))
}

async function putStream(
  folder: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  const beside = besidePath(folder)
  await writeSynced(beside, async (file) => {
    for await (const piece of pieces) {
      hash.update(piece)
      size += piece.length
      await file.writeFile(piece)
    }
  })
  const sha256 = hash.digest('hex')
  const path = placePath(folder, sha256)
  await rename(beside, path)
  await syncFolder(dirname(path))
  return { sha256, size }
}

/** A file, and where in it the document is: all of it when nothing is said. */
interface Found {
  path: string
  region?: Packed
}

/**
 * Does this with the document where it is: in its place or set aside, itself or in a pack. It may be moved from one to
 * the other, or into another pack, between two looks.
 */
async function where<T>(folder: string, sha256: string, use: (found: Found) => Promise<T>): Promise<T> {
  const [place, aside] = [placePath(folder, sha256), asidePath(folder, sha256)]
  for (const path of [place, aside, place, aside, place]) {
    try {
      const found = lookAt(path)
      if (found !== undefined) return await useAt(folder, { path, found }, use)
    } catch (error) {
      if (!isMissing(error)) throw unreadable({ path, sha256 }, error)
    }
  }
  if (!(await exists(join(folder, INCOMING)))) throw away({ path: folder, sha256 })
  throw missing({ path: place, sha256 })
}

async function useAt<T>(
  folder: string,
  { path, found }: { path: string; found: Packed | 'plain' },
  use: (found: Found) => Promise<T>,
): Promise<T> {
  if (found === 'plain') return use({ path })
  const [opened, closed] = pathsOf(folder, found.pack)
  try {
    return await use({ path: opened, region: found })
  } catch (error) {
    if (isMissing(error)) return use({ path: closed, region: found })
    throw error
  }
}

async function read(folder: string, sha256: string): Promise<Uint8Array> {
  const bytes = await where(folder, sha256, readWhole)
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes
  throw altered({ path: placePath(folder, sha256), sha256 })
}

async function readWhole({ path, region }: Found): Promise<Uint8Array> {
  await using file = await open(path, constants.O_RDONLY)
  return await (region === undefined ? file.readFile() : readAt(file, region.offset, region.size))
}

async function* readPieces(folder: string, sha256: string): AsyncGenerator<Uint8Array> {
  const path = placePath(folder, sha256)
  const hash = createHash('sha256')
  const { file, region } = await where(folder, sha256, async (found) => ({
    file: await open(found.path, constants.O_RDONLY),
    region: found.region,
  }))
  try {
    for await (const piece of piecesOf(file, region)) {
      hash.update(piece)
      yield piece
    }
  } catch (cause) {
    throw unreadable({ path, sha256 }, cause)
  } finally {
    await file.close()
  }
  if (hash.digest('hex') !== sha256) throw altered({ path, sha256 })
}

async function* piecesOf(file: FileHandle, region: Packed | undefined): AsyncGenerator<Buffer> {
  if (region !== undefined) yield await readAt(file, region.offset, region.size)
  else yield* file.createReadStream({ highWaterMark: PIECE, autoClose: false }) as AsyncIterable<Buffer>
}

async function readHead(folder: string, sha256: string, length: number): Promise<Uint8Array> {
  return where(folder, sha256, async ({ path, region }) => {
    await using file = await open(path, constants.O_RDONLY)
    const { offset, size } = region ?? { offset: 0, size: length }
    return await readAt(file, offset, Math.min(size, length))
  })
}

async function isThere(folder: string, sha256: string): Promise<boolean> {
  const place = placePath(folder, sha256)
  // It may be moved back meanwhile, hence the third look.
  for (const path of [place, asidePath(folder, sha256), place]) {
    if ((await sizeOf(folder, path)) !== undefined) return true
  }
  return false
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
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
