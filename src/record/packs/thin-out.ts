import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isMissing } from '../archive-damage.ts'
import { eachAtMost } from '../each-at-most.ts'
import { asidePath, placePath } from '../folder-archive-places.ts'
import { syncFolder } from '../sync-folder.ts'
import { type Entry, entriesIn, type Packable, readAt } from './block.ts'
import { replaceLink } from './link.ts'
import { isSame, lookAt, PACKS, pathsOf } from './location.ts'
import type { PackWriter } from './writer.ts'

/** A pack is given up when no more than this part of it is still wanted. */
const WORTH = 1 / 4
const LOOKS_AT_ONCE = 16

interface Survivor extends Packable {
  /** Where its link is: in its place, or set aside. */
  path: string
}

/** Most of a closed pack was removed: what is left is written elsewhere, and the pack goes. An open one is left for later. */
export async function thinOut(folder: string, pack: string, writer: PackWriter): Promise<void> {
  const [, path] = pathsOf(folder, pack)
  const survivors = await survivorsOf(folder, pack).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (survivors === undefined) return
  const paths = new Map(survivors.map((each) => [each.sha256, each.path]))
  if (survivors.length > 0) {
    await writer.put(survivors, async (written) => {
      for (const { sha256, at } of written) await replaceLink(folder, paths.get(sha256) as string, at)
    })
  }
  for (const each of new Set([...paths.values()].map((link) => dirname(link)))) await syncFolder(each)
  await rm(path, { force: true })
  await syncFolder(join(folder, PACKS))
}

/** `undefined` when too much of it is wanted, or something of it is damaged, which is left for `ecluse verify` to find. */
async function survivorsOf(folder: string, pack: string): Promise<Survivor[] | undefined> {
  await using file = await open(pathsOf(folder, pack)[1], 'r')
  const live: { entry: Entry; path: string }[] = []
  await eachAtMost(LOOKS_AT_ONCE, await entriesIn(file), async (entry) => {
    for (const path of [placePath(folder, entry.sha256), asidePath(folder, entry.sha256)]) {
      if (isSame({ pack, ...entry }, lookAt(path))) live.push({ entry, path })
    }
  })
  const { size } = await file.stat()
  if (live.reduce((sum, { entry }) => sum + entry.size, 0) > size * WORTH) return undefined
  const survivors: Survivor[] = []
  for (const { entry, path } of live) {
    const bytes = await readAt(file, entry.offset, entry.size)
    if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256) return undefined
    survivors.push({ sha256: entry.sha256, bytes, path })
  }
  return survivors
}
