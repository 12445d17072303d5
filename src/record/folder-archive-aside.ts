import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredDocument } from './archive.ts'
import { isMissing } from './archive-damage.ts'
import { eachAtMost } from './each-at-most.ts'
import { ASIDE, asidePath, placePath } from './folder-archive-places.ts'
import { erase, sizeOf } from './packs/link.ts'
import { isSame, lookAt, type Packed } from './packs/location.ts'
import { thinOut } from './packs/thin-out.ts'
import type { PackWriter } from './packs/writer.ts'
import { syncFolder } from './sync-folder.ts'

/** One after the other leaves the disk to those who are in a hurry; a few at once hides its latency. */
const AT_ONCE = 4
const NAME = /^[0-9a-f]{62}$/

/** Renamed under its whole hash; one that is there already, or nowhere, stays as it is. Throws when the archive is away. */
export async function setAside(folder: string, hashes: readonly string[]): Promise<void> {
  const older: Packed[] = []
  await eachAtMost(AT_ONCE, hashes, async (hash) => {
    const [place, aside] = [placePath(folder, hash), asidePath(folder, hash)]
    const before = lookAt(aside)
    if (!(await moved(place, aside)) || typeof before !== 'object') return
    if (!isSame(before, lookAt(aside))) older.push(before)
  })
  await syncFolder(join(folder, ASIDE))
  await erase(folder, older)
}

/** What was put in its place meanwhile, whole, is as good, and newer: it stays, the other copy goes. */
export async function restore(folder: string, hashes: readonly string[]): Promise<void> {
  await eachAtMost(AT_ONCE, hashes, async (hash) => {
    const [place, aside] = [placePath(folder, hash), asidePath(folder, hash)]
    const kept = await sizeOf(folder, aside)
    if (kept === undefined) return
    if ((await sizeOf(folder, place)) === kept) await erase(folder, await takenAway(folder, hash))
    else await moved(aside, place)
  })
}

/** Gone also after a power cut: otherwise they would come back with nobody left who knows of them. */
export async function removeAside(
  folder: string,
  hashes: readonly string[],
  writer: PackWriter,
): Promise<void> {
  const regions: Packed[] = []
  await eachAtMost(AT_ONCE, hashes, async (hash) => {
    regions.push(...(await takenAway(folder, hash)))
  })
  await syncFolder(join(folder, ASIDE))
  await erase(folder, regions)
  for (const pack of new Set(regions.map((region) => region.pack))) await thinOut(folder, pack, writer)
}

/** The copy that lies aside is gone; where it was in a pack, when it is no other's too. */
async function takenAway(folder: string, hash: string): Promise<Packed[]> {
  const aside = asidePath(folder, hash)
  const at = lookAt(aside)
  await rm(aside, { force: true })
  if (typeof at !== 'object' || isSame(at, lookAt(placePath(folder, hash)))) return []
  return [at]
}

/** The documents in one of the archive's folders; what is no document is left out. */
export async function listFolder(folder: string, place: string): Promise<StoredDocument[]> {
  const names = (await readdir(join(folder, place))).filter((name) => NAME.test(name))
  const found: StoredDocument[] = []
  await eachAtMost(AT_ONCE, names, async (name) => {
    const size = await sizeOf(folder, join(folder, place, name))
    if (size !== undefined) found.push({ sha256: place + name, size }) // else set aside since
  })
  return found
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
