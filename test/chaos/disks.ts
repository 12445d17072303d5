import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

const TRIES = 100
const PAUSE_MS = 20
const WAITS = 5
/** What is left free on a disk that is full. */
const CRUMB_BYTES = 16 * 1024

/** A file system of its own at a folder, in memory, of so many bytes. */
export class SmallDisk {
  readonly folder: string
  readonly #bytes: number

  constructor(folder: string, bytes: number) {
    this.folder = folder
    this.#bytes = bytes
    mkdirSync(folder, { recursive: true })
    mount('-t', 'tmpfs', '-o', `size=${bytes}`, 'none', folder)
  }

  /** Takes all room away but a crumb, until `empty`. False when it grew faster than it could be cut down. */
  async fill(): Promise<boolean> {
    return tried(() => {
      const { blocks, bfree, bsize } = statfsSync(this.folder)
      this.#resize((blocks - bfree) * bsize + CRUMB_BYTES)
    })
  }

  empty(): void {
    this.#resize(this.#bytes)
  }

  /** What is in it goes into a plain folder of the same name. */
  becomePlain(): void {
    const beside = `${this.folder}.plain`
    const filter = (path: string) => !path.endsWith('.sock')
    cpSync(this.folder, beside, { recursive: true, verbatimSymlinks: true, filter })
    unmount(this.folder)
    rmSync(this.folder, { recursive: true, force: true })
    renameSync(beside, this.folder)
  }

  #resize(bytes: number): void {
    mount('-o', `remount,size=${bytes}`, this.folder)
  }
}

/** A folder that can be made read-only for everybody, root too. */
export class Lockable {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
    mkdirSync(folder, { recursive: true })
    mount('--bind', folder, folder)
  }

  /** False when somebody was writing to it all the time. */
  async lock(): Promise<boolean> {
    return tried(() => mount('-o', 'remount,bind,ro', this.folder))
  }

  /** Waits for it when the folder above it is away for a while. @throws when it stays away */
  async unlock(): Promise<void> {
    for (let waits = 0; waits < WAITS; waits++)
      if (await tried(() => mount('-o', 'remount,bind,rw', this.folder))) return
    throw new Error(`${this.folder} cannot be made writable again`)
  }

  becomePlain(): void {
    unmount(this.folder)
  }
}

/** A mount that changes under somebody's hands may be refused for a moment. */
async function tried(change: () => void): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      change()
      return true
    } catch {
      await setTimeout(PAUSE_MS) // refused: it is asked again, and its refusal is the answer
    }
  }
  return false
}

function mount(...words: string[]): void {
  execFileSync('/bin/mount', words, { stdio: 'pipe' })
}

function unmount(folder: string): void {
  execFileSync('/bin/umount', ['-l', folder], { stdio: 'pipe' })
}
