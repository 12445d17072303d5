import {
  type ArchiveContents,
  type ArchivedDocument,
  contentsOf,
  documentsOf,
} from '../reception/archive/read-archive.ts'
import type { DocumentRange } from './documents.ts'
import type { Deposit } from './outcome.ts'
import type { Limits } from './rule-settings.ts'

/** A flow that is shared out is opened once more for each of its slices; some flows are worked on at once. */
const KEPT = 8

/**
 * Tells what archives hold, and keeps what it told of the last ones: the same bytes hold the same. Of small ones the
 * documents are kept too, a megabyte an archive at most.
 */
export class OpenedArchives {
  readonly #limits: Limits
  readonly #known = new Map<string, ArchiveContents>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  async contentsOf({ sha256, content }: Deposit): Promise<ArchiveContents> {
    const contents = this.#known.get(sha256) ?? (await contentsOf(content.pieces(), this.#limits))
    this.#known.delete(sha256)
    this.#known.set(sha256, contents)
    for (const oldest of [...this.#known.keys()].slice(0, -KEPT)) this.#known.delete(oldest)
    return contents
  }

  /** The documents of an archive in this range, one after the other; of a large archive nothing else is in memory. */
  async *documentsOf(deposit: Deposit, range: DocumentRange): AsyncGenerator<ArchivedDocument> {
    const kept = this.#known.get(deposit.sha256)?.documents
    if (kept === undefined) yield* documentsOf(deposit.content.pieces(), range, this.#limits)
    else yield* kept.slice(range.from, range.to)
  }
}
