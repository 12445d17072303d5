import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { eachAtMost } from './each-at-most.ts'
import { byAnother, type FileCalls, SMALL_BYTES, syncBytes } from './file-calls.ts'
import { syncFolder } from './sync-folder.ts'

/** Files synced at once: the disk joins the syncs of several into one. */
const AT_ONCE = 16
/** Documents are written here, then renamed to their place. */
export const INCOMING = '.incoming'

/** The archive's folder, and how calls into it are made. */
export interface Shelf {
  folder: string
  calls: FileCalls
}

export function pathOf(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256.slice(2))
}

/**
 * Each is synced under another name before it gets its own, and the folder's entry is synced last, once a folder. A
 * document found there already was synced before it was named, by whoever wrote it; its entry may not have been.
 */
export async function putAll(shelf: Shelf, many: readonly Uint8Array[]): Promise<string[]> {
  const hashes = many.map((bytes) => createHash('sha256').update(bytes).digest('hex'))
  const wanted = new Map(hashes.map((hash, index) => [hash, many[index] as Uint8Array]))
  await eachAtMost(AT_ONCE, [...wanted], ([hash, bytes]) => putOne(shelf, hash, bytes))
  const folders = new Set([...wanted.keys()].map((hash) => dirname(pathOf(shelf.folder, hash))))
  await eachAtMost(AT_ONCE, [...folders], (folder) => syncFolder(folder, shelf.calls))
  return hashes
}

async function putOne({ folder, calls }: Shelf, hash: string, bytes: Uint8Array): Promise<void> {
  const path = pathOf(folder, hash)
  const by = bytes.length > SMALL_BYTES ? byAnother : calls
  if ((await by.size(path)) === bytes.length) return
  const beside = besideName(folder)
  await writeSynced(beside, bytes, by)
  await by.rename(beside, path)
}

/** On failure nothing is left behind. */
async function writeSynced(path: string, bytes: Uint8Array, calls: FileCalls): Promise<void> {
  const file = await calls.create(path)
  try {
    await calls.write(file, bytes)
    await syncBytes(file)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await calls.close(file)
  }
}

/** A document too large for memory, hashed while it is written. */
export async function putStream(
  folder: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  const beside = besideName(folder)
  await using file = await open(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o640)
  try {
    for await (const piece of pieces) {
      hash.update(piece)
      size += piece.length
      await file.writeFile(piece)
    }
    await file.datasync()
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  const sha256 = hash.digest('hex')
  const path = pathOf(folder, sha256)
  await rename(beside, path)
  await syncFolder(dirname(path))
  return { sha256, size }
}

const WRITER = randomUUID()
let written = 0

/** A name no other writer uses, in this process or another, on this machine or another that shares the folder. */
function besideName(folder: string): string {
  written += 1
  return join(folder, INCOMING, `${WRITER}-${written}`)
}
