import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'

interface Known {
  looks: string
  token: string
}

/**
 * A token for each file of a remote folder, the same as long as the file is there and looks the same, also after a
 * restart; another once it has been gone. A server shows size and date to the second: without the token, a flow dropped
 * again with its old date would be taken for one that is already recorded, and removed without a word.
 */
export class Drops {
  readonly #file: string
  readonly #known: Map<string, Known>
  #isSaved = true
  #saving: Promise<void> = Promise.resolve()

  /** What was saved in this folder. A file that cannot be understood counts for nothing. */
  constructor(folder: string) {
    this.#file = join(folder, 'drops.json')
    this.#known = new Map(Object.entries(savedIn(this.#file)))
  }

  /** To be saved before anybody is told of it. */
  tokenOf(name: string, looks: string): string {
    const known = this.#known.get(name)
    if (known?.looks === looks) return known.token
    const token = randomUUID()
    this.#known.set(name, { looks, token })
    this.#isSaved = false
    return token
  }

  forget(name: string): void {
    if (this.#known.delete(name)) this.#isSaved = false
  }

  keepOnly(present: ReadonlySet<string>): void {
    for (const name of this.#known.keys()) if (!present.has(name)) this.forget(name)
  }

  /** All that was said until now survives a power cut. */
  async save(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#write()) // its caller was told
    await this.#saving
  }

  async #write(): Promise<void> {
    if (this.#isSaved) return
    this.#isSaved = true
    try {
      const beside = `${this.#file}.part`
      const file = await open(beside, 'w')
      try {
        await file.writeFile(JSON.stringify(Object.fromEntries(this.#known)))
        await file.datasync()
      } finally {
        await file.close()
      }
      await rename(beside, this.#file)
    } catch (error) {
      this.#isSaved = false
      throw error
    }
  }
}

/** Lost tokens cost a second flow, refused as the same as the first, where a lost file would cost an invoice. */
function savedIn(file: string): Record<string, Known> {
  if (!existsSync(file)) return {}
  try {
    const saved: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isSaved(saved) ? saved : {}
  } catch {
    return {} // cut in the middle of a write by a file system that keeps no order: see above
  }
}

function isSaved(saved: unknown): saved is Record<string, Known> {
  const isKnown = (each: unknown) =>
    typeof each === 'object' && each !== null && 'looks' in each && 'token' in each
  return typeof saved === 'object' && saved !== null && Object.values(saved).every(isKnown)
}
