import { type BigIntStats, type FSWatcher, watch } from 'node:fs'
import type { OnTrouble } from '../endpoint.ts'
import type { RawName } from './seen-file.ts'

export interface FolderListener {
  /** A file of this name appeared, changed or went. */
  onName(name: RawName): void
  onTrouble: OnTrouble
}

/**
 * Tells of files in a folder as they come, for speed only: what it misses the periodic look finds. It asks the system
 * itself, name by name: a library that keeps a picture of the folder looks at all its files each time one comes, which
 * with thousands waiting costs more than the work itself.
 */
export class FolderWatch implements Disposable {
  readonly #folder: string
  readonly #listener: FolderListener
  #watcher: FSWatcher | undefined
  #watched = ''

  constructor(folder: string, listener: FolderListener) {
    this.#folder = folder
    this.#listener = listener
  }

  /**
   * Watches the folder of which this was found a moment ago: to be called again at each look, since a folder that was away
   * (a mount, a share) comes back as another one. Trouble is told and ends nothing.
   */
  renew({ ino, birthtimeNs }: BigIntStats): void {
    try {
      const there = `${ino}-${birthtimeNs}` // an inode alone is soon used again
      if (this.#watcher !== undefined && there === this.#watched) return
      this[Symbol.dispose]()
      this.#watched = there
      this.#watcher = watch(this.#folder, { encoding: 'buffer', persistent: false }, (_, name) => {
        if (name !== null) this.#listener.onName(name)
      })
      this.#watcher.on('error', (error) => this.#lost(error))
    } catch (error) {
      this.#lost(error)
    }
  }

  [Symbol.dispose](): void {
    this.#watcher?.close()
    this.#watcher = undefined
  }

  #lost(error: unknown): void {
    this[Symbol.dispose]()
    this.#listener.onTrouble('folder cannot be watched', error)
  }
}
