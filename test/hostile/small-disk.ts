import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

/** Only root may mount, and not in every container. */
export const canMount =
  spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs none "$d" && umount "$d" && rmdir "$d"'])
    .status === 0

/** A file system of its own at a folder, of so many bytes, until it is unmounted. */
export class SmallDisk implements Disposable {
  readonly #folder: string

  constructor(folder: string, options: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder])
  }

  become(options: string): void {
    execFileSync('mount', ['-o', `remount,${options}`, this.#folder])
  }

  [Symbol.dispose](): void {
    execFileSync('umount', ['-l', this.#folder])
  }
}
