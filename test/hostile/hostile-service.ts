import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { startEcluse } from '../cli/ecluse.ts'
import { forgetPeak, peakOf, processesFrom } from './peak-memory.ts'
import { verdictIn } from './verdict.ts'

const SHIPPED = join(import.meta.dirname, '../../config')

/** A file that hangs the service hangs the test so long, and no longer: less than a test may take, so that all is closed. */
const PATIENCE_MS = 50_000

/** A verdict as its depositor read it. */
export interface Told {
  /** Number of the flow in the record. */
  flow: number
  /** The file's name as dropped: bytes, not necessarily text. */
  name: Buffer
  verdict: string
}

/** The service as an operator runs it, on a folder of its own, confined; killed and removed at the end. */
export class HostileService implements AsyncDisposable {
  readonly data = mkdtempSync(join(tmpdir(), 'ecluse-hostile-'))
  readonly #running: ReturnType<typeof startEcluse>
  readonly #told = new Map<string, Told>()
  readonly #folders: readonly string[]

  /** `settings` is the text of an `ecluse.yaml`; `before` is put before the command. */
  constructor(
    settings: string,
    before: readonly string[],
    prepare: (data: string) => void = () => undefined,
  ) {
    const config = join(this.data, 'config')
    cpSync(SHIPPED, config, { recursive: true })
    writeFileSync(join(config, 'ecluse.yaml'), settings)
    prepare(this.data)
    this.#running = startEcluse(this.data, { config, before })
    this.#folders = ['OPE001', 'DEM002'].map((code) => this.out(code))
  }

  /** The folder a depositor drops in, made if need be. */
  door(depositor: string): string {
    const folder = join(this.data, 'depot', depositor, 'in')
    mkdirSync(folder, { recursive: true })
    return folder
  }

  out(depositor: string): string {
    return join(this.data, 'depot', depositor, 'out')
  }

  /** Drops a file as an operator does: written beside, renamed into place. */
  drop(depositor: string, name: string | Buffer, bytes: Uint8Array): void {
    const door = this.door(depositor)
    const beside = join(this.data, 'beside')
    writeFileSync(beside, bytes)
    renameSync(beside, Buffer.concat([Buffer.from(`${door}/`), Buffer.from(name)]))
  }

  /** Every verdict delivered so far, in the order of the flows. */
  told(): Told[] {
    for (const folder of this.#folders) {
      const fresh = filesIn(folder).filter((name) => !name.endsWith('.txt') && !this.#told.has(name))
      if (fresh.length === 0) continue
      const names = this.#names()
      for (const report of fresh) {
        const flow = Math.floor(Number(report.slice(-15)) / 100_000)
        const verdict = verdictIn(readFileSync(join(folder, report), 'utf8'))
        this.#told.set(report, { flow, name: names.get(flow) ?? Buffer.from(report), verdict })
      }
    }
    return [...this.#told.values()].toSorted((one, other) => one.flow - other.flow)
  }

  /** The verdicts on files of this name, in the order they were taken in, once there are so many. */
  async verdictsOn(name: string | Buffer, count = 1): Promise<string[]> {
    const wanted = Buffer.from(name)
    const of = () =>
      this.told()
        .filter((each) => each.name.equals(wanted))
        .map(({ verdict }) => verdict)
    await this.until(() => of().length >= count, `${count} verdict(s) on ${wanted.toString()}`)
    return of()
  }

  /** @throws when it is not so in time, with what the service said. */
  async until(isSo: () => boolean, what: string, patienceMs = PATIENCE_MS): Promise<void> {
    const end = Date.now() + patienceMs
    while (!isSo()) {
      if (Date.now() > end)
        throw new Error(`waited in vain for ${what}; the service said:\n${this.log().slice(-5000)}`)
      await setTimeout(10)
    }
  }

  log(): string {
    return this.#running.log()
  }

  /** Numbers of its processes: itself first, then its workers and its Redis. */
  processes(): number[] {
    return processesFrom(this.#running.pid)
  }

  forgetPeaks(): void {
    for (const pid of this.processes()) forgetPeak(pid)
  }

  /** Megabytes the largest of its processes had since they were forgotten. */
  peak(): number {
    return Math.max(...this.processes().map(peakOf))
  }

  /** Files in its data folder whose names are not ours to find there. */
  filesBelow(folder: string): string[] {
    return readdirSync(join(this.data, folder), { recursive: true, encoding: 'utf8' })
  }

  async stop(): Promise<number | NodeJS.Signals | null> {
    this.#running.stop()
    return this.#running.ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#running.stop()
    await this.#running.ended
    rmSync(this.data, { recursive: true, force: true })
  }

  #names(): Map<number, Buffer> {
    using record = new Record(join(this.data, 'ecluse.sqlite'))
    return record.names()
  }
}

/** The record, read beside the service. */
class Record {
  readonly #file: Sqlite.Database

  constructor(file: string) {
    this.#file = new Sqlite(file, { readonly: true })
  }

  /** The name each flow was dropped under, as its drop identity keeps it. */
  names(): Map<number, Buffer> {
    const rows = this.#file.prepare('select number, drop_identity from flows').all() as {
      number: number
      drop_identity: string
    }[]
    return new Map(
      rows.map((row) => [row.number, Buffer.from(row.drop_identity.split('/').at(-2) ?? '', 'hex')]),
    )
  }

  [Symbol.dispose](): void {
    this.#file.close()
  }
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : []
}
