import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rename, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { eachAtMost } from '../each-at-most.ts'
import { syncFolder } from '../sync-folder.ts'
import { blockOf, entriesOf, type Packable } from './block.ts'
import { PACKS, type Packed, pathsOf } from './location.ts'

/** A pack is closed when it is this large, or this old. */
const FULL_BYTES = 64 * 1024 * 1024
export const OLD_MS = 3_600_000
/** Bounds what one write holds in memory. */
const BLOCK_BYTES = 32 * 1024 * 1024
const SYNCS_AT_ONCE = 16

/** A document that was written, and synced. */
export interface Written extends Packable {
  at: Packed
}

interface Waiting {
  documents: readonly Packable[]
  link: (written: readonly Written[]) => Promise<void>
  resolve: () => void
  reject: (error: unknown) => void
}

interface Pack {
  id: string
  /** Bytes of its whole blocks. */
  size: number
  /** Its folder's entry of it would survive a power cut. */
  isListed: boolean
  begunAt: number
  /** Folders that got links into it. */
  folders: Set<string>
}

/**
 * Writes documents to a pack of its own, which no other writer touches: one write and one sync for all that is asked for
 * while another is under way. The pack is opened for each write and closed after it: nothing of a disk is held that may be
 * unmounted, or be read-only the next time.
 */
export class PackWriter {
  readonly #folder: string
  #pack: Pack | undefined
  #waiting: Waiting[] = []
  #running = false

  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Resolves once they would survive a power cut and are linked, by `link`, which is told where they are. Links are made
   * good after a power cut: see `relink.ts`.
   */
  put(documents: readonly Packable[], link: Waiting['link']): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.push({ documents, link, resolve, reject })
    if (!this.#running) void this.#run()
    return promise
  }

  /** Never rejects: every error goes to those whose documents it stopped. */
  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      const group = this.#next()
      try {
        await this.#write(group)
        for (const { resolve } of group) resolve()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    this.#running = false
  }

  #next(): Waiting[] {
    let bytes = 0
    const tooMany = this.#waiting.findIndex(({ documents }) => {
      bytes += documents.reduce((sum, each) => sum + each.bytes.length, 0)
      return bytes > BLOCK_BYTES
    })
    return this.#waiting.splice(0, tooMany < 0 ? this.#waiting.length : Math.max(tooMany, 1))
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const pack = await this.#current()
    const documents = group.flatMap((each) => each.documents)
    const entries = entriesOf(documents, pack.size)
    const block = blockOf(documents)
    await this.#append(pack, block)
    const written = documents.map((document, index): Written => {
      const { offset, size } = entries[index] as (typeof entries)[number]
      return { ...document, at: { pack: pack.id, offset, size } }
    })
    let from = 0
    for (const { documents: own, link } of group) {
      await link(written.slice(from, from + own.length))
      from += own.length
    }
    for (const { sha256 } of documents) pack.folders.add(sha256.slice(0, 2))
  }

  /** The pack that is written to; a full or old one is closed meanwhile, and when that fails, at a later start. */
  async #current(): Promise<Pack> {
    const current = this.#pack
    if (current !== undefined && current.size < FULL_BYTES && age(current) < OLD_MS) return current
    if (current !== undefined) closePack(this.#folder, current).catch(() => undefined)
    const id = randomBytes(8).toString('hex')
    const created = await open(pathsOf(this.#folder, id)[0], 'ax', 0o640)
    await created.close()
    this.#pack = { id, size: 0, isListed: false, begunAt: Date.now(), folders: new Set() }
    return this.#pack
  }

  /** What a write that fails has left is cut off; where that fails too, nobody writes behind it. */
  async #append(pack: Pack, block: readonly Uint8Array[]): Promise<void> {
    const [path] = pathsOf(this.#folder, pack.id)
    try {
      const written = await append(path, block)
      if (!pack.isListed) await syncFolder(join(this.#folder, PACKS))
      pack.size += written
    } catch (error) {
      await truncate(path, pack.size).catch(() => {
        this.#pack = undefined
      })
      throw error
    }
    pack.isListed = true
  }
}

/** A clock that was set back makes it old too. */
function age({ begunAt }: Pack): number {
  return Math.abs(Date.now() - begunAt)
}

/** Gives how many bytes that were. */
async function append(path: string, block: readonly Uint8Array[]): Promise<number> {
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND)
  try {
    const { bytesWritten } = await file.writev(block)
    const size = block.reduce((sum, { length }) => sum + length, 0)
    // The rest of a short write says why it was one.
    if (bytesWritten < size) await file.writeFile(Buffer.concat(block).subarray(bytesWritten))
    await file.datasync()
    return size
  } finally {
    await file.close()
  }
}

/** Its links would survive a power cut from now on. */
export async function closePack(
  folder: string,
  { id, folders }: { id: string; folders: ReadonlySet<string> },
): Promise<void> {
  await eachAtMost(SYNCS_AT_ONCE, [...folders], (name) => syncFolder(join(folder, name)))
  const [opened, closed] = pathsOf(folder, id)
  await rename(opened, closed)
}
