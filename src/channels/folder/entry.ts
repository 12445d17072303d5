import type { BigIntStats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { sep } from 'node:path'
import { eachAtMost } from '../../record/each-at-most.ts'
import { byAnother, type FileCalls, SMALL_BYTES } from '../../record/file-calls.ts'
import { callsInto, type OwnDisk } from '../../record/own-disk.ts'
import { takingTurns } from '../../record/taking-turns.ts'
import type { EntryDoor, FoundFile, OnTrouble } from '../endpoint.ts'
import { asideName, asideOf } from './aside.ts'
import { OpenedFile } from './opened-file.ts'
import { isMissing, isRefused } from './refusals.ts'
import { isCandidate, type RawName, type Signature, signatureOf } from './seen-file.ts'
import { Settling } from './settling.ts'
import { FolderWatch } from './watch.ts'

export interface FolderEntrySettings {
  /** Absolute path. It must exist. */
  folder: string
  /** Put before each drop identity, so that two folders never share one. */
  depositor: string
  /** A file is finished once nothing about it changed for this long; at once when the depositor renames it into place. */
  settleMs: number
  renames: boolean
  /** The whole folder is looked at this often, whatever the watcher told. */
  scanMs: number
  /** The record's disk: on it the calls for small files are made here, in a folder elsewhere by another thread. */
  own?: OwnDisk
  onTrouble: OnTrouble
}

/** Files looked at at once; a look opens none. */
const LOOKS_AT_ONCE = 32

/** A depositor's folder: finished plain files in it, never what lies in folders below or behind links. */
export async function openFolderEntry(settings: FolderEntrySettings): Promise<EntryDoor> {
  const entry = new FolderEntry(settings)
  await entry.open()
  return entry
}

class FolderEntry implements EntryDoor {
  readonly #settings: FolderEntrySettings
  readonly #folder: Buffer
  readonly #settling: Settling
  readonly #watch: FolderWatch
  /** Files that could not be removed once taken, or not be read, with what they looked like. */
  readonly #stuck = new Map<string, string>()
  /** Hidden names under which files are leaving now. */
  readonly #leaving = new Set<string>()
  /** Files found under such a name, by their drops. */
  readonly #aside = new Map<string, RawName>()
  readonly #turn = takingTurns()
  /** As the folder was at the last scan, which asks by another thread. */
  #calls: FileCalls = byAnother
  #timer: NodeJS.Timeout | undefined
  #lastScanTrouble = ''
  #scanning: Promise<void> | undefined

  constructor(settings: FolderEntrySettings) {
    this.#settings = settings
    this.#folder = Buffer.from(settings.folder + sep)
    this.#settling = new Settling({
      settleMs: settings.renames ? 0 : settings.settleMs,
      check: (names) => this.#observeAll(names),
    })
    this.#watch = new FolderWatch(settings.folder, {
      onName: (raw) => void this.#observe(raw),
      onTrouble: settings.onTrouble,
    })
  }

  async open(): Promise<void> {
    await this.look()
    this.#scheduleScan()
  }

  next(limit: number): Promise<FoundFile[]> {
    return this.#settling.take(limit).then((names) =>
      names.map(({ raw, signature }) => {
        const drop = this.#dropOf(raw, signature)
        const aside = asideOf(raw)
        if (aside !== undefined) this.#aside.set(drop, raw)
        return { name: (aside?.raw ?? raw).toString('utf8'), size: signature.size, drop }
      }),
    )
  }

  async read(file: FoundFile): Promise<Uint8Array | undefined> {
    await this.#turn()
    const raw = this.#rawOf(file)
    try {
      await using opened = await this.#openSame(raw, file)
      const bytes = await opened?.read(file.size)
      return opened !== undefined && (await this.#isSame(opened, raw, file)) ? bytes : undefined
    } catch (error) {
      if (!isMissing(error) && !isRefused(error)) throw error
      this.#settling.forget(raw)
      return undefined
    }
  }

  async *pieces(file: FoundFile): AsyncIterable<Uint8Array> {
    const raw = this.#rawOf(file)
    await using opened = await this.#openSame(raw, file)
    if (opened === undefined) throw new Error('the file changed since it was found')
    yield* opened.pieces()
    if (!(await this.#isSame(opened, raw, file))) throw new Error('the file changed while it was read')
  }

  async takeAway(file: FoundFile): Promise<void> {
    await this.#turn()
    const raw = this.#rawOf(file)
    try {
      const stats = await this.#calls.look(this.#pathOf(raw))
      // Another file took its name meanwhile: that one is to be found, not removed.
      const isIt = stats !== undefined && this.#dropOf(raw, signed(raw, stats)) === file.drop
      if (isIt) await this.#remove(raw, stats)
    } catch (error) {
      if (!isMissing(error)) this.#keepStuck('file was taken in and cannot be removed', file, error)
    }
    this.#settling.forget(raw)
    this.#aside.delete(file.drop)
  }

  giveBack(file: FoundFile): void {
    this.#settling.forget(this.#rawOf(file))
    this.#aside.delete(file.drop)
  }

  /** One look at a time; who asks while one is under way gets one that began after it asked. */
  async look(): Promise<void> {
    await this.#scanning
    this.#scanning ??= this.#scan().finally(() => {
      this.#scanning = undefined
    })
    await this.#scanning
  }

  waiting(): number {
    return this.#settling.size
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#settling.close()
    this.#watch[Symbol.dispose]()
    await this.#scanning
  }

  /**
   * Between a look at a name and its removal another file can take it, and would be removed unread. So it first gets a name
   * nobody else uses; what turns out to be another file is found there, as if it still had its own.
   */
  async #remove(raw: RawName, found: BigIntStats): Promise<void> {
    const name = asideOf(raw) === undefined ? asideName({ raw, changedNs: found.ctimeNs }) : undefined
    if (name === undefined) return await this.#calls.remove(this.#pathOf(raw))
    const key = name.toString('latin1')
    this.#leaving.add(key)
    try {
      await this.#calls.rename(this.#pathOf(raw), this.#pathOf(name))
      const moved = await this.#calls.look(this.#pathOf(name))
      if (moved === undefined) return
      const isIt = moved.ino === found.ino && moved.mtimeNs === found.mtimeNs && moved.size === found.size
      if (isIt) return await this.#calls.remove(this.#pathOf(name))
      if (!moved.isFile()) return await this.#calls.rename(this.#pathOf(name), this.#pathOf(raw))
    } finally {
      this.#leaving.delete(key)
    }
    await this.#observe(name)
  }

  #scheduleScan(): void {
    this.#timer = setTimeout(() => void this.#lookAndGoOn(), this.#settings.scanMs)
  }

  async #lookAndGoOn(): Promise<void> {
    await this.look()
    if (this.#timer !== undefined) this.#scheduleScan()
  }

  async #scan(): Promise<void> {
    try {
      const names = await readdir(this.#settings.folder, { encoding: 'buffer' })
      const found = await stat(this.#settings.folder, { bigint: true })
      this.#calls = callsInto(found, this.#settings.own)
      this.#watch.renew(found)
      const present = new Set(names.map((raw) => raw.toString('latin1')))
      this.#settling.keepOnly(present)
      for (const key of this.#stuck.keys()) if (!present.has(key)) this.#stuck.delete(key)
      await this.#observeAll(names.filter((raw) => !this.#settling.isOffered(raw)))
      this.#lastScanTrouble = ''
    } catch (error) {
      this.#watch[Symbol.dispose]()
      this.#calls = byAnother
      // Told once, not at every look: the folder may be away for hours.
      if (String(error) !== this.#lastScanTrouble) this.#settings.onTrouble('folder cannot be read', error)
      this.#lastScanTrouble = String(error)
    }
  }

  async #observeAll(names: readonly RawName[]): Promise<void> {
    await eachAtMost(LOOKS_AT_ONCE, names, async (raw) => {
      await this.#turn()
      await this.#observe(raw)
    })
  }

  /** Never rejects: it is also called from the watcher. */
  async #observe(raw: RawName): Promise<void> {
    if (!this.#isSought(raw) || this.#settling.isOffered(raw)) return
    try {
      const stats = await this.#calls.look(this.#pathOf(raw))
      const signature = stats?.isFile() === true ? signed(raw, stats) : undefined
      const isStuck = this.#stuck.get(raw.toString('latin1')) === signature?.text
      if (signature !== undefined && !isStuck) this.#settling.saw(raw, signature)
      else this.#settling.forget(raw)
    } catch (error) {
      this.#settling.forget(raw)
      this.#settings.onTrouble('file cannot be looked at', error)
    }
  }

  #isSought(raw: RawName): boolean {
    const key = raw.toString('latin1')
    return isCandidate(key) || (asideOf(raw) !== undefined && !this.#leaving.has(key))
  }

  async #openSame(raw: RawName, file: FoundFile): Promise<OpenedFile | undefined> {
    const calls = file.size > SMALL_BYTES ? byAnother : this.#calls
    const opened = await OpenedFile.open(this.#pathOf(raw), calls).catch((error: unknown) => {
      if (isRefused(error)) this.#keepStuck('file cannot be read', file, error)
      throw error
    })
    await using unlessSame = new AsyncDisposableStack()
    unlessSame.use(opened)
    if (!(await this.#isSame(opened, raw, file))) return undefined
    unlessSame.move()
    return opened
  }

  async #isSame(opened: OpenedFile, raw: RawName, file: FoundFile): Promise<boolean> {
    const stats = await opened.stats()
    if (stats.isFile() && this.#dropOf(raw, signed(raw, stats)) === file.drop) return true
    this.#settling.forget(raw)
    return false
  }

  /** Left where it is until something about it changes, its rights for instance; told once. */
  #keepStuck(what: string, file: FoundFile, error: unknown): void {
    this.#stuck.set(this.#rawOf(file).toString('latin1'), file.drop.slice(file.drop.lastIndexOf('/') + 1))
    this.#settings.onTrouble(what, error)
  }

  #pathOf(raw: RawName): Buffer {
    return Buffer.concat([this.#folder, raw])
  }

  /** The name is in hexadecimal: every name has one, also what is no text, and it holds no slash. */
  #dropOf(raw: RawName, signature: Signature): string {
    const { raw: own } = asideOf(raw) ?? { raw }
    return `${this.#settings.depositor}/${own.toString('hex')}/${signature.text}`
  }

  #rawOf(file: FoundFile): RawName {
    return this.#aside.get(file.drop) ?? Buffer.from(file.drop.split('/').at(-2) ?? '', 'hex')
  }
}

/** A file aside is still the drop it was under its own name. */
function signed(raw: RawName, stats: BigIntStats): Signature {
  return signatureOf(stats, asideOf(raw)?.changedNs)
}
