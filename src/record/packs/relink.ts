import { createHash } from 'node:crypto'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isMissing } from '../archive-damage.ts'
import { eachAtMost } from '../each-at-most.ts'
import { asidePath, placePath } from '../folder-archive-places.ts'
import { type Entry, entriesIn, readAt } from './block.ts'
import { linkTo } from './link.ts'
import { lookAt, OPEN, PACKS } from './location.ts'
import { closePack, OLD_MS } from './writer.ts'

const LOOKS_AT_ONCE = 16

/**
 * Makes good what a power cut took: links into packs are synced only when a pack is closed. Every whole document of an
 * open pack has its link after this; a pack nobody writes to any more is closed. To be done before a service reads its
 * archive. What was linked by nobody, since its writer was killed before, gets a link too: a document nobody names.
 */
export async function relinkPacks(folder: string): Promise<void> {
  const names = (await readdir(join(folder, PACKS))).filter((name) => name.endsWith(OPEN))
  for (const name of names) {
    try {
      await relink(folder, basename(name, OPEN))
    } catch (error) {
      if (!isMissing(error)) throw error // closed by its writer meanwhile
    }
  }
}

async function relink(folder: string, id: string): Promise<void> {
  const path = join(folder, PACKS, id + OPEN)
  await using file = await open(path, 'r')
  const entries = await entriesIn(file)
  await eachAtMost(LOOKS_AT_ONCE, entries, async (entry) => {
    const { sha256, offset, size } = entry
    if (lookAt(placePath(folder, sha256)) !== undefined) return
    if (lookAt(asidePath(folder, sha256)) !== undefined) return
    if (await isWhole(file, entry)) await linkTo(folder, { sha256, at: { pack: id, offset, size } })
  })
  // Its writer may be another machine's, and at work; but not on one so old.
  if (Date.now() - (await stat(path)).mtimeMs < 2 * OLD_MS) return
  await closePack(folder, { id, folders: new Set(entries.map(({ sha256 }) => sha256.slice(0, 2))) })
}

async function isWhole(file: FileHandle, { sha256, offset, size }: Entry): Promise<boolean> {
  const bytes = await readAt(file, offset, size)
  return createHash('sha256').update(bytes).digest('hex') === sha256
}
