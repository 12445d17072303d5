import { symlinkSync } from 'node:fs'
import { open, rename, stat, symlink } from 'node:fs/promises'
import { isMissing } from '../archive-damage.ts'
import { besidePath, placePath } from '../folder-archive-places.ts'
import { lookAt, type Packed, pathsOf, targetOf } from './location.ts'

interface Linked {
  sha256: string
  at: Packed
}

/**
 * The document is found by its hash after this. False when as good a one is in its place already, which stays. The link is
 * made here and now, not by another thread: it costs a sixth of what it costs to ask for it.
 */
export async function linkTo(folder: string, { sha256, at }: Linked): Promise<boolean> {
  const place = placePath(folder, sha256)
  try {
    symlinkSync(targetOf(at), place)
    return true
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EEXIST') throw error
  }
  if ((await sizeOf(folder, place)) === at.size) return false
  await replaceLink(folder, place, at)
  return true
}

/** Whatever is there gives way. */
export async function replaceLink(folder: string, path: string, at: Packed): Promise<void> {
  const beside = besidePath(folder)
  await symlink(targetOf(at), beside)
  await rename(beside, path)
}

/** Bytes of the document in this place, itself or in a pack; 0 of one that its pack has not whole. */
export async function sizeOf(folder: string, path: string): Promise<number | undefined> {
  const found = lookAt(path)
  if (found === undefined) return undefined
  if (found === 'plain') return plainSize(path)
  const { offset, size } = found
  for (const pack of pathsOf(folder, found.pack)) {
    const length = await plainSize(pack)
    if (length !== undefined) return length >= offset + size ? size : 0
  }
  return 0
}

async function plainSize(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Nothing of these is left in their pack, which stays as long as it is. */
export async function erase(folder: string, regions: readonly Packed[]): Promise<void> {
  for (const [pack, own] of Map.groupBy(regions, (region) => region.pack)) {
    for (const path of pathsOf(folder, pack)) {
      try {
        await eraseIn(path, own)
        break
      } catch (error) {
        if (!isMissing(error)) throw error // closed meanwhile, or gone as a whole
      }
    }
  }
}

async function eraseIn(path: string, regions: readonly Packed[]): Promise<void> {
  await using file = await open(path, 'r+')
  for (const { offset, size } of regions) await file.write(Buffer.alloc(size), 0, size, offset)
  await file.datasync()
}
