import type { Archive, StoredDocument } from '../../record/archive.ts'

/** What the archive holds; estimated until each of its groups was looked at once. */
export interface ArchiveSize {
  bytes: number
  documents: number
  /** Share of the archive that was looked at, 0 to 1. */
  seen: number
}

/** Groups of the archive, by the first byte of a document's hash: each holds as good as the same. */
const GROUPS = 256
/** Documents looked at in one go: some hundredths of a second. */
const AT_ONCE = 2_000

/**
 * The size of an archive, which knows no figure of it: some of its documents are looked at each time, group after group,
 * and what was not looked at yet counts as much as what was. A small archive is looked at whole at once.
 */
export class ArchiveMeasure {
  readonly #archive: Pick<Archive, 'list'>
  readonly #groups: { bytes: number; documents: number }[] = []
  #walk: AsyncIterator<StoredDocument[]> | undefined
  #at = 0

  constructor(archive: Pick<Archive, 'list'>) {
    this.#archive = archive
  }

  async measure(): Promise<ArchiveSize> {
    for (let looked = 0, groups = 0; looked < AT_ONCE && groups < GROUPS; groups++)
      looked += await this.#next()
    const sum = this.#groups.reduce(
      (total, each) => ({ bytes: total.bytes + each.bytes, documents: total.documents + each.documents }),
      { bytes: 0, documents: 0 },
    )
    const seen = this.#groups.length / GROUPS
    return { bytes: Math.round(sum.bytes / seen), documents: Math.round(sum.documents / seen), seen }
  }

  /** The next group; tells how many documents it holds. */
  async #next(): Promise<number> {
    this.#walk ??= this.#archive.list()[Symbol.asyncIterator]()
    const step = await this.#walk.next()
    if (step.done === true) {
      this.#walk = undefined
      this.#at = 0
      return 0
    }
    const bytes = step.value.reduce((sum, { size }) => sum + size, 0)
    this.#groups[this.#at] = { bytes, documents: step.value.length }
    this.#at += 1
    return step.value.length
  }
}
