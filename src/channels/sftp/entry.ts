import { mkdirSync } from 'node:fs'
import type { DropTokens } from '../../record/drop-tokens.ts'
import { eachAtMost } from '../../record/each-at-most.ts'
import type { EntryDoor, FoundFile, OnTrouble } from '../endpoint.ts'
import { isCandidate } from '../folder/seen-file.ts'
import { type Arrival, Arrivals, looksOf } from './arrivals.ts'
import { asidePath, namesAside, putAside, putBack } from './aside.ts'
import { Drops } from './drops.ts'
import type { SftpLine } from './line.ts'
import { pathIn } from './path.ts'
import type { RemoteFile, SftpSession } from './session.ts'
import { emptyStaging, fetchStaged } from './staging.ts'
import { isRefused, SftpTrouble } from './trouble.ts'

export interface SftpEntrySettings {
  line: SftpLine
  /** Put before each drop identity. */
  depositor: string
  /** The folder it puts flows in, on its server. */
  remoteOut: string
  /** Where flows taken in are moved to, on its server; absent: they are removed. */
  done?: string
  /** A file is finished once two looks so far apart show the same size and date; at once when it is renamed into place. */
  settleMs: number
  renames: boolean
  pollMs: number
  /** A local folder of this door alone, made when missing. */
  staging: string
  /** Where the drops seen there are known by. */
  drops: DropTokens
  onTrouble: OnTrouble
}

/** Files asked for at once when there are many of them to take away. */
const AT_ONCE = 16

/**
 * A depositor's folder on its own server: finished plain files in it, never what lies in folders below or behind links.
 * A server that is away holds up nothing: the first look begins here and is not waited for.
 */
export function openSftpEntry(settings: SftpEntrySettings): EntryDoor {
  mkdirSync(settings.staging, { recursive: true })
  emptyStaging(settings.staging)
  const entry = new SftpEntry(settings)
  entry.open()
  return entry
}

class SftpEntry implements EntryDoor {
  readonly #settings: SftpEntrySettings
  readonly #arrivals = new Arrivals()
  readonly #drops: Drops
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #lastTrouble = ''
  /** Names no request can carry, told once. */
  readonly #unreachable = new Set<string>()
  /** Drops that could not be read, told once. */
  readonly #toldUnread = new Set<string>()
  /** Taken away since the last listing began: it may still show them. */
  readonly #leftMeanwhile = new Set<string>()
  /** Names of files that are on their way out, under a hidden name. */
  readonly #leaving = new Set<string>()
  #isClosed = false

  constructor(settings: SftpEntrySettings) {
    this.#settings = settings
    this.#drops = new Drops(settings.drops)
  }

  open(): void {
    void this.#lookAndGoOn()
  }

  next(limit: number): Promise<FoundFile[]> {
    return this.#arrivals.take(limit)
  }

  async read(file: FoundFile): Promise<Uint8Array | undefined> {
    const arrival = this.#arrivals.handed(file)
    if (arrival === undefined) return undefined
    const bytes = Buffer.allocUnsafe(file.size)
    try {
      const isWhole = await this.#fetch(arrival, (session, path) =>
        session.fetch(path, file.size, (piece, at) => piece.copy(bytes, at)),
      )
      if (isWhole) return bytes
      this.#arrivals.forget(arrival)
    } catch (error) {
      if (!isRefused(error)) throw error
      this.#refuseToRead(arrival, error)
    }
    return undefined
  }

  async *pieces(file: FoundFile): AsyncIterable<Uint8Array> {
    const arrival = this.#arrivals.handed(file)
    if (arrival === undefined) throw new Error('the file changed since it was found')
    await using staged = await fetchStaged(this.#settings.staging, (take) =>
      this.#fetch(arrival, (session, path) => session.fetch(path, file.size, take)),
    )
    if (staged === undefined) throw new Error('the file changed while it was fetched')
    yield* staged.pieces()
  }

  async takeAway(file: FoundFile): Promise<void> {
    const arrival = this.#arrivals.handed(file)
    if (arrival !== undefined) await this.#leave(arrival)
    void this.#saveDrops()
  }

  giveBack(file: FoundFile): void {
    const arrival = this.#arrivals.handed(file)
    if (arrival?.state === 'handed') this.#arrivals.forget(arrival)
  }

  /** One look at a time; who asks while one is under way gets one that began after it asked. */
  async look(): Promise<void> {
    await this.#looking
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = undefined
    })
    await this.#looking
  }

  waiting(): number {
    return this.#arrivals.waiting
  }

  /** A look under way is not waited for, as the server may be silent: it ends without a word once the line is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#arrivals.close()
    await this.#saveDrops()
  }

  /** A file that may still be growing is looked at again as soon as it may be finished. */
  async #lookAndGoOn(): Promise<void> {
    await this.look()
    if (this.#isClosed) return
    const { pollMs, settleMs } = this.#settings
    const inMs = this.#arrivals.isSettling ? Math.min(pollMs, settleMs) : pollMs
    this.#timer = setTimeout(() => void this.#lookAndGoOn(), inMs)
  }

  /** Never rejects. */
  async #lookNow(): Promise<void> {
    const { line, remoteOut, onTrouble } = this.#settings
    if (this.#isClosed) return
    try {
      await eachAtMost(AT_ONCE, this.#arrivals.leaving(), (arrival) => this.#leave(arrival))
      this.#leftMeanwhile.clear()
      const all = await line.use(async (session) => {
        const files = await session.list(remoteOut)
        const aside = namesAside(files).filter((name) => !this.#leaving.has(name))
        if (aside.length === 0) return files
        for (const name of aside) await putBack(session, remoteOut, name)
        return await session.list(remoteOut)
      })
      if (this.#isClosed) return
      await this.#offerFinished(all)
      this.#lastTrouble = ''
    } catch (error) {
      if (this.#isClosed) return
      // Told once, not at every look: the server may be away for hours.
      if (String(error) !== this.#lastTrouble) onTrouble('folder cannot be read', error)
      this.#lastTrouble = String(error)
    }
  }

  async #offerFinished(all: readonly RemoteFile[]): Promise<void> {
    const { renames, settleMs } = this.#settings
    await this.#drops.load()
    // Nothing is awaited from here until they are seen: one taken away in between would be offered again.
    const files = all.filter((file) => file.isPlain && this.#isReachable(file.name))
    const finished = this.#arrivals.saw(files, renames ? 0 : settleMs)
    this.#drops.keepOnly(new Set(files.map(({ name }) => name)))
    const drops = finished.map((arrival) => this.#dropOf(arrival))
    await this.#drops.save()
    for (const [index, arrival] of finished.entries()) this.#arrivals.offer(arrival, drops[index] ?? '')
  }

  /** The library reads names as UTF-8: one that is not cannot be asked for. */
  #isReachable(name: string): boolean {
    if (!isCandidate(name) || name.includes('/') || this.#leftMeanwhile.has(name)) return false
    if (!name.includes('\uFFFD')) return true
    if (!this.#unreachable.has(name)) {
      this.#unreachable.add(name)
      this.#settings.onTrouble('file name is not UTF-8', new Error(`${this.#settings.line.where} ${name}`))
    }
    return false
  }

  /** True when it was, before and after, the file that was found. */
  #fetch(
    arrival: Arrival,
    fetch: (session: SftpSession, path: string) => Promise<boolean>,
  ): Promise<boolean> {
    const path = pathIn(this.#settings.remoteOut, arrival.name)
    return this.#settings.line.use(async (session) => {
      if (!(await isSame(session, path, arrival))) return false
      try {
        return (await fetch(session, path)) && (await isSame(session, path, arrival))
      } catch (error) {
        if (error instanceof SftpTrouble && error.reason === 'missing') return false
        throw error
      }
    })
  }

  /** What is denied stays so until its rights change; what failed may work next time. */
  #refuseToRead(arrival: Arrival, error: unknown): void {
    if (!this.#toldUnread.has(arrival.drop)) this.#settings.onTrouble('file cannot be read', error)
    this.#toldUnread.add(arrival.drop)
    if (error instanceof SftpTrouble && error.reason === 'denied') arrival.state = 'stuck'
    else this.#arrivals.forget(arrival)
  }

  /** Another file may have taken its name meanwhile: that one is to be found, not removed. */
  async #leave(arrival: Arrival): Promise<void> {
    const { line, onTrouble } = this.#settings
    this.#leaving.add(arrival.name)
    try {
      await line.use((session) => this.#goneFrom(session, arrival))
      this.#leftMeanwhile.add(arrival.name)
      this.#arrivals.forget(arrival)
      this.#drops.forget(arrival.name)
    } catch (error) {
      const isAway = error instanceof SftpTrouble && !isRefused(error) && error.reason !== 'missing'
      arrival.state = isAway ? 'leaving' : 'stuck'
      if (!isAway) onTrouble('file was taken in and cannot be removed', error)
    } finally {
      this.#leaving.delete(arrival.name)
    }
  }

  /** What takes its name between a look and the removal is not removed; it is found at the next look. */
  async #goneFrom(session: SftpSession, arrival: Arrival): Promise<void> {
    const { remoteOut } = this.#settings
    const { name, state } = arrival
    if (state === 'leaving') await putBack(session, remoteOut, name) // it was on its way when the connection was lost
    const path = pathIn(remoteOut, name)
    if (!(await isSame(session, path, arrival))) return
    if (!(await putAside(session, remoteOut, name))) return await this.#removeOrMove(session, path, arrival)
    const aside = asidePath(remoteOut, name)
    try {
      if (await isSame(session, aside, arrival)) return await this.#removeOrMove(session, aside, arrival)
    } catch (error) {
      if (isRefused(error)) await putBack(session, remoteOut, name)
      throw error
    }
    await putBack(session, remoteOut, name)
  }

  /** A flow of the same name may lie in `done` already: both are kept. */
  async #removeOrMove(session: SftpSession, path: string, { name, modified }: Arrival): Promise<void> {
    const { done } = this.#settings
    if (done === undefined) return await session.remove(path)
    const target = pathIn(done, name)
    const isTaken = (await session.look(target)) !== undefined
    await session.renameNew(path, isTaken ? `${target}.${modified}.${Date.now()}` : target)
  }

  #dropOf({ name, looks }: Arrival): string {
    const { depositor, line, remoteOut } = this.#settings
    const token = this.#drops.tokenOf(name, looks)
    return `${depositor}/${line.where}/${pathIn(remoteOut, name)}/${looks}/${token}`
  }

  /** What cannot be saved costs at worst a second flow, refused as the same as the first. */
  async #saveDrops(): Promise<void> {
    try {
      await this.#drops.save()
    } catch (error) {
      this.#settings.onTrouble('what was taken in cannot be noted', error)
    }
  }
}

async function isSame(session: SftpSession, path: string, arrival: Arrival): Promise<boolean> {
  const now = await session.look(path)
  return now !== undefined && now.isPlain && looksOf(now) === arrival.looks
}
