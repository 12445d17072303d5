import { type ArchiveContents, contentsOf } from '../reception/archive/read-archive.ts'
import type { Deposit } from './outcome.ts'
import type { Limits } from './rule-settings.ts'

/** A flow that is shared out is opened once more for each of its slices; some flows are worked on at once. */
const KEPT = 8

/** Tells what archives hold, and keeps what it told of the last ones: the same bytes hold the same. */
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
}
