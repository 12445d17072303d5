import { randomUUID } from 'node:crypto'
import type { DropTokens, KnownDrop } from '../../record/drop-tokens.ts'

/**
 * A token for each file of a remote folder, the same as long as the file is there and looks the same, whoever sees it,
 * also after a restart and on another machine; another once it has been gone. A server shows size and date to the
 * second: without the token, a flow dropped again with its old date would be taken for one that is already recorded, and
 * removed without a word.
 */
export class Drops {
  readonly #kept: DropTokens
  #known: Map<string, KnownDrop> | undefined
  /** Names whose token, or want of one, is not kept yet. */
  #changed = new Set<string>()
  #saving: Promise<void> = Promise.resolve()

  constructor(kept: DropTokens) {
    this.#kept = kept
  }

  /** To be awaited before anything else is asked; what is known is read once. */
  async load(): Promise<void> {
    this.#known ??= await this.#kept.load()
  }

  /** To be saved before anybody is told of it. */
  tokenOf(name: string, looks: string): string {
    const known = this.#loaded.get(name)
    if (known?.looks === looks) return known.token
    const token = randomUUID()
    this.#loaded.set(name, { looks, token })
    this.#changed.add(name)
    return token
  }

  forget(name: string): void {
    if (this.#known?.delete(name)) this.#changed.add(name)
  }

  keepOnly(present: ReadonlySet<string>): void {
    for (const name of this.#loaded.keys()) if (!present.has(name)) this.forget(name)
  }

  /** All that was said until now survives a power cut. */
  async save(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#write()) // its caller was told
    await this.#saving
  }

  get #loaded(): Map<string, KnownDrop> {
    if (this.#known === undefined) throw new Error('what is known of the drops was not read yet')
    return this.#known
  }

  async #write(): Promise<void> {
    if (this.#changed.size === 0) return
    const names = this.#changed
    this.#changed = new Set()
    try {
      await this.#kept.save(new Map([...names].map((name) => [name, this.#known?.get(name)])))
    } catch (error) {
      for (const name of names) this.#changed.add(name)
      throw error
    }
  }
}
